import type { App } from "../context.js";
import { findRuns } from "../decisions/runs.js";
import type { PromotionRow } from "./promotions.js";

/** How many loans go from one treatment to another; null on either side: the loan is in one of the books only. */
export interface RunMovement {
  from: string | null;
  to: string | null;
  loans: number;
}

/**
 * What a proposed model changes, loan by loan, against what was in force when its run was asked for.
 * @returns null while the run is being built, or where there was nothing in force
 */
export async function promotionEffect({ sql }: App, promotion: PromotionRow): Promise<RunMovement[] | null> {
  const [run] = await findRuns(sql, [promotion.run_id]);
  if (run?.state !== "READY" || promotion.base_run_id === null) return null;
  const current = (alias: string, id: number, change: number) =>
    `(SELECT DISTINCT ON (loan_id) loan_id, treatment FROM decision ${alias}
      WHERE run_id = ${id} AND change_number <= ${change} ORDER BY loan_id, revision DESC)`;
  const { rows } = await sql.query<RunMovement>(
    `SELECT a.treatment AS "from", b.treatment AS "to", count(*)::int AS loans
     FROM ${current("x", promotion.base_run_id, promotion.base_change)} a
     FULL JOIN ${current("y", run.id, run.change_number)} b USING (loan_id)
     GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  return rows;
}
