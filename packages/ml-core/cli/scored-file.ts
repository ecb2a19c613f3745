import type { Scores } from "../src/pipeline.ts";
import { decideAll } from "../src/strategy/decide.ts";
import { type Policy, treatments } from "../src/strategy/policy.ts";
import { csvCell, neutraliseFormula } from "../src/table/csv-write.ts";
import { OutputFile } from "./output-file.ts";
import type { Portfolio } from "./portfolio.ts";
import { type ReasonWriter, reasonHeader } from "./reasons.ts";

const header = ["Borrower_ID", "Loan_ID", "Risk_Score", "Segment", "Recovery_Strategy", "Priority"];

/** What is written beside each loan. */
export interface Scored {
  readonly scores: Scores;
  /** Names by the numbers in `scores.segment`. */
  readonly segmentNames: readonly string[];
  readonly policy: Policy;
  /** Null where no reasons are asked for. */
  readonly reasons: ReasonWriter | null;
}

/**
 * Writes each row's score and decision in the order of the file. Scores and priorities are written in full, so
 * that the strategy follows from the written score.
 */
export function writeScored(
  path: string,
  portfolio: Portfolio,
  { scores, segmentNames, policy, reasons }: Scored,
): void {
  const { treatment, priority } = decideAll(policy, scores.risk, portfolio.outstanding);
  const segments = segmentNames.map((name) => csvCell(name));
  const { loanIds, borrowerIds, rowNumbers, mapping } = portfolio;
  const hasBorrower = mapping.columns.some(({ target }) => target === "Borrower_ID");
  const file = new OutputFile(path);
  try {
    file.write(`${[...header, ...(reasons === null ? [] : reasonHeader)].join(",")}\n`);
    for (let row = 0; row < scores.risk.length; row++) {
      const loan = mapping.rowNumberIds ? String(rowNumbers[row]) : csvCell(loanIds.get(row));
      const borrower = hasBorrower ? csvCell(borrowerIds.get(row)) : loan;
      const segment = segments[scores.segment[row]] ?? "";
      const strategy = treatments[treatment[row]];
      // A reason holds names and values of the file, which a spreadsheet must not run.
      const why = reasons?.of(row).map((text) => `,${csvCell(neutraliseFormula(text))}`) ?? [];
      file.write(
        `${borrower},${loan},${scores.risk[row]},${segment},${strategy},${priority[row]}${why.join("")}\n`,
      );
    }
    file.finish();
  } finally {
    file.abandon();
  }
}
