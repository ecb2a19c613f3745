import type pg from "pg";
import { partitionOf } from "../decisions/partition.js";
import type { RunRow } from "../decisions/runs.js";
import { findPolicies } from "../policies/policies.js";

/**
 * Notes the borrowers whom a run assigns for the first time: their window begins. In the transaction of `client`, which
 * makes the run the active one. Whoever is in the experiment already keeps the first entry. In the order of the
 * borrowers' ids, in which a million enter the table's index fastest. Risk is by the champion's model in every arm, so that
 * the arms can be compared.
 */
export async function enterBorrowers(client: pg.PoolClient, run: RunRow): Promise<void> {
  if (run.experiment_id === null) return;
  const [policy] = await findPolicies(client, [run.policy_id]);
  const { treatments } = policy.rules;
  await client.query(
    `INSERT INTO experiment_borrower (experiment_id, borrower_id, arm, run_id, loans, risk, outstanding, cost)
     SELECT $1, d.borrower_id, min(d.arm), $2, count(*), avg(coalesce(d.champion_score, d.risk_score)), sum(d.outstanding)::float8, sum(t.cost)
     FROM ${partitionOf(run.id)} d
       JOIN unnest($3::text[], $4::float8[]) AS t (name, cost) ON t.name = d.treatment
     WHERE d.revision = 0 AND d.arm IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM experiment_borrower e WHERE e.experiment_id = $1 AND e.borrower_id = d.borrower_id)
     GROUP BY d.borrower_id ORDER BY d.borrower_id`,
    [run.experiment_id, run.id, treatments.map(({ name }) => name), treatments.map(({ cost }) => cost)],
  );
}
