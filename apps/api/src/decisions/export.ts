import { pipeline } from "node:stream/promises";
import type { Request, Response } from "express";
import { HttpError } from "../access/http.js";
import type { App } from "../context.js";
import { copyOut } from "../database/copy.js";
import { findModels } from "../models/models.js";
import { findPolicies } from "../policies/policies.js";
import { findActiveRun } from "./runs.js";

/** A cell that a spreadsheet would run as a formula gets an apostrophe in front; plain numbers stay as they are. */
function neutralised(expression: string): string {
  return `CASE WHEN ${expression} ~ '^[=+@\\t\\r-]' AND ${expression} !~ '^[+-]?[0-9]+([.][0-9]+)?$'
          THEN '''' || ${expression} ELSE ${expression} END`;
}

/**
 * Streams the active run's decisions as CSV, by priority. For machines every id stays as the lender wrote it;
 * `?for=spreadsheet` neutralises cells that would run as a formula.
 */
export async function sendDecisionsCsv(app: App, request: Request, response: Response): Promise<void> {
  const target = request.query.for;
  if (target !== undefined && target !== "spreadsheet" && target !== "machine") {
    throw new HttpError(400, "BAD_REQUEST", `for is "spreadsheet" or "machine", not "${String(target)}".`);
  }
  const run = await findActiveRun(app.sql);
  if (!run) throw new HttpError(404, "NO_ACTIVE_RUN", "Nothing has been decided yet: import a file first.");
  const model = (await findModels(app.sql, [run.model_id]))[0];
  const policy = (await findPolicies(app.sql, [run.policy_id]))[0];
  const text = target === "spreadsheet" ? neutralised : (expression: string) => expression;
  const client = await app.sql.connect();
  try {
    const segments = model.report.segments.map(({ name }) => client.escapeLiteral(name));
    const segment = segments.length > 0 ? `(ARRAY[${segments.join(", ")}])[d.segment + 1]` : "NULL::text";
    const stream = copyOut(
      client,
      `SELECT ${text("b.external_id")} AS "Borrower_ID", ${text("l.external_id")} AS "Loan_ID", d.risk_score AS "Risk_Score",
         ${text(segment)} AS "Segment", d.treatment AS "Recovery_Strategy", d.priority AS "Priority",
         ${policy.version} AS "Policy_Version", ${model.version} AS "Model_Version"
       FROM decision d JOIN loan l ON l.id = d.loan_id JOIN borrower b ON b.id = d.borrower_id
       WHERE d.run_id = ${run.id} AND NOT EXISTS (
         SELECT 1 FROM decision n WHERE n.run_id = ${run.id} AND n.loan_id = d.loan_id AND n.revision > d.revision)
       ORDER BY d.priority DESC, d.loan_id DESC`,
      "FORMAT csv, HEADER true",
    );
    response.setHeader("Content-Type", "text/csv; charset=utf-8");
    response.setHeader("Content-Disposition", `attachment; filename="decisions-run-${run.id}.csv"`);
    await pipeline(stream, response);
  } finally {
    // Somebody who leaves in the middle leaves the connection inside its COPY.
    client.release(true);
  }
}
