import type { Scores } from "../src/pipeline.ts";
import { decideAll } from "../src/strategy/decide.ts";
import { seedPolicy, treatments } from "../src/strategy/policy.ts";
import { csvCell } from "../src/table/csv-write.ts";
import { OutputFile } from "./output-file.ts";
import type { Portfolio } from "./portfolio.ts";

const header = "Borrower_ID,Loan_ID,Risk_Score,Segment,Recovery_Strategy,Priority";

/**
 * Writes each row's score and decision in the order of the file. Scores and priorities are written in full, so
 * that the strategy follows from the written score.
 * @param segmentNames names by the numbers in `scores.segment`
 */
export function writeScored(
  path: string,
  portfolio: Portfolio,
  scores: Scores,
  segmentNames: readonly string[],
): void {
  const { treatment, priority } = decideAll(seedPolicy, scores.risk, portfolio.outstanding);
  const segments = segmentNames.map((name) => csvCell(name));
  const { loanIds, borrowerIds, rowNumbers, mapping } = portfolio;
  const hasBorrower = mapping.columns.some(({ target }) => target === "Borrower_ID");
  const file = new OutputFile(path);
  try {
    file.write(`${header}\n`);
    for (let row = 0; row < scores.risk.length; row++) {
      const loan = mapping.rowNumberIds ? String(rowNumbers[row]) : csvCell(loanIds.get(row));
      const borrower = hasBorrower ? csvCell(borrowerIds.get(row)) : loan;
      const segment = segments[scores.segment[row]] ?? "";
      const strategy = treatments[treatment[row]];
      file.write(`${borrower},${loan},${scores.risk[row]},${segment},${strategy},${priority[row]}\n`);
    }
    file.finish();
  } finally {
    file.abandon();
  }
}
