import type { App } from "../context.js";
import { partitionOf } from "../decisions/partition.js";
import { findRuns } from "../decisions/runs.js";
import { findPolicies } from "../policies/policies.js";

/**
 * Notes the borrowers whom a run in force assigns for the first time: their window begins. May be called again.
 * Whoever is in the experiment already keeps the first entry.
 */
export async function enterBorrowers({ sql, config }: App, runId: number): Promise<void> {
  const [run] = await findRuns(sql, [runId]);
  if (run.experiment_id === null || run.activated_at === null) return;
  const [policy] = await findPolicies(sql, [run.policy_id]);
  const { treatments } = policy.rules;
  await sql.query(
    `INSERT INTO experiment_borrower (experiment_id, borrower_id, arm, run_id, entered_on, loans, risk, outstanding, cost)
     SELECT $1, d.borrower_id, min(d.arm), $2, ($3::timestamptz AT TIME ZONE $4)::date, count(*), avg(d.risk_score),
       sum(d.outstanding)::float8, sum(t.cost)
     FROM ${partitionOf(runId)} d
       JOIN unnest($5::text[], $6::float8[]) AS t (name, cost) ON t.name = d.treatment
     WHERE d.revision = 0 AND d.arm IS NOT NULL
     GROUP BY d.borrower_id
     ON CONFLICT DO NOTHING`,
    [
      run.experiment_id,
      runId,
      run.activated_at,
      config.timeZone,
      treatments.map(({ name }) => name),
      treatments.map(({ cost }) => cost),
    ],
  );
}
