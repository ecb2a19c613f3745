import { setImmediate as nextTurn } from "node:timers/promises";
import type { Scores } from "../src/pipeline.ts";
import { csvCell, neutraliseFormula } from "../src/table/csv-write.ts";
import type { Console } from "./console.ts";
import type { Decided } from "./decisions.ts";
import { OutputFile } from "./output-file.ts";
import type { Portfolio } from "./portfolio.ts";
import { type ReasonWriter, reasonHeader } from "./reasons.ts";

const header = ["Borrower_ID", "Loan_ID", "Risk_Score", "Segment", "Recovery_Strategy", "Priority"];

/** What is written beside each loan. */
export interface Scored {
  readonly scores: Scores;
  /** Names by the numbers in `scores.segment`. */
  readonly segmentNames: readonly string[];
  readonly decided: Decided;
  /** Null where no reasons are asked for. */
  readonly reasons: ReasonWriter | null;
}

/** Loans that are written between two looks at what else has happened, such as Ctrl-C. */
const chunkRows = 1024;

/**
 * Writes each row's score and decision in the order of the file. Scores and priorities are written in full, so
 * that the strategy follows from the written score.
 */
export async function writeScored(
  path: string,
  portfolio: Portfolio,
  scored: Scored,
  console: Console,
): Promise<void> {
  const { scores, reasons } = scored;
  const lineOf = liner(portfolio, scored);
  const rows = scores.risk.length;
  const doing = reasons === null ? "Writing" : "Explaining";
  const file = new OutputFile(path);
  try {
    file.write(`${[...header, ...(reasons === null ? [] : reasonHeader)].join(",")}\n`);
    for (let from = 0; from < rows; from += chunkRows) {
      const to = Math.min(rows, from + chunkRows);
      console.progress(from / rows, doing);
      const why = await reasons?.of(from, to);
      for (let row = from; row < to; row++) file.write(lineOf(row, why?.[row - from]));
      await nextTurn();
    }
    file.finish();
  } finally {
    file.abandon();
  }
}

function liner(portfolio: Portfolio, { scores, segmentNames, decided }: Scored) {
  const { treatment, priority } = decided;
  const strategies = decided.treatmentNames.map((name) => csvCell(neutraliseFormula(name)));
  const segments = segmentNames.map((name) => csvCell(name));
  const { loanIds, borrowerIds, rowNumbers, mapping } = portfolio;
  const hasBorrower = mapping.columns.some(({ target }) => target === "Borrower_ID");
  return (row: number, reasons: readonly string[] = []): string => {
    const loan = mapping.rowNumberIds ? String(rowNumbers[row]) : csvCell(loanIds.get(row));
    const borrower = hasBorrower ? csvCell(borrowerIds.get(row)) : loan;
    const segment = segments[scores.segment[row]] ?? "";
    // A reason holds names and values of the file, which a spreadsheet must not run.
    const why = reasons.map((text) => `,${csvCell(neutraliseFormula(text))}`).join("");
    return `${borrower},${loan},${scores.risk[row]},${segment},${strategies[treatment[row]]},${priority[row]}${why}\n`;
  };
}
