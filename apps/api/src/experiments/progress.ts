import { type Judgement, judgeExperiment } from "@loan-recovery/ml-core/strategy/experiment/judge";
import { normalQuantile } from "@loan-recovery/ml-core/strategy/experiment/sample-size";
import { summarizeArm } from "@loan-recovery/ml-core/strategy/experiment/sequence";
import type { App } from "../context.js";
import type { Sql } from "../database/pool.js";
import { armNames, type ExperimentRow } from "./experiments.js";
import { fateOfLoan, fateParameters, windowIsOver } from "./fates.js";

/** A mean over borrowers with its 95 % interval; the interval is null below two borrowers. */
interface Estimate {
  mean: number;
  low: number | null;
  high: number | null;
}

export interface ArmProgress {
  name: string;
  share: number;
  borrowers: number;
  loans: number;
  risk: Estimate | null;
  outstanding: Estimate | null;
}

interface ArmSums {
  arm: number;
  borrowers: number;
  loans: number;
  risk: number | null;
  risk_deviation: number | null;
  known: number;
  outstanding: number | null;
  outstanding_deviation: number | null;
}

/** Who has entered each arm, as they were on entry: alike, but for chance, because assignment is by a hash. */
export async function readArms(sql: Sql, { id, share }: ExperimentRow): Promise<ArmProgress[]> {
  const { rows } = await sql.query<ArmSums>(
    `SELECT arm, count(*)::int AS borrowers, sum(loans)::int AS loans, avg(risk) AS risk,
       stddev_samp(risk) AS risk_deviation, count(outstanding)::int AS known, avg(outstanding) AS outstanding,
       stddev_samp(outstanding) AS outstanding_deviation
     FROM experiment_borrower WHERE experiment_id = $1 GROUP BY arm`,
    [id],
  );
  return armNames.map((name, arm) => {
    const sums = rows.find((row) => row.arm === arm);
    return {
      name,
      share: arm === 0 ? 1 - share : share,
      borrowers: sums?.borrowers ?? 0,
      loans: sums?.loans ?? 0,
      risk: sums ? estimate(sums.borrowers, sums.risk, sums.risk_deviation) : null,
      outstanding: sums ? estimate(sums.known, sums.outstanding, sums.outstanding_deviation) : null,
    };
  });
}

function estimate(count: number, mean: number | null, deviation: number | null): Estimate | null {
  if (mean === null) return null;
  if (deviation === null) return { mean, low: null, high: null };
  const half = (normalQuantile(0.975) * deviation) / Math.sqrt(count);
  return { mean, low: mean - half, high: mean + half };
}

/** The policies and models that decided while it ran: more than one means that the champion changed under way. */
export async function readDecidedWith(
  sql: Sql,
  { id }: ExperimentRow,
): Promise<{ policyVersions: number[]; modelVersions: number[] }> {
  const { rows } = await sql.query<{ policies: number[] | null; models: number[] | null }>(
    `SELECT array_agg(DISTINCT p.version) AS policies, array_agg(DISTINCT m.version) AS models
     FROM decision_run r JOIN policy p ON p.id = r.policy_id JOIN model m ON m.id = r.model_id
     WHERE r.experiment_id = $1 AND r.activated_at IS NOT NULL`,
    [id],
  );
  return { policyVersions: rows[0].policies ?? [], modelVersions: rows[0].models ?? [] };
}

/** Why nothing is said of an experiment: those of `judgeExperiment`, and before it comes to judge. */
type Refused = NonNullable<Judgement["refusal"]> | "NO_WINDOW_OVER" | "FATE_UNKNOWN";

export interface Outcome extends Omit<Judgement, "refusal"> {
  /** Borrowers whose window was over before the experiment stopped. */
  windowsOver: number;
  /** Of these, borrowers of all of whose loans a later import says what had become of them by the window's end. */
  fatesKnown: number;
  refusal: Refused | null;
}

/** Above this share of unknown fates, those that are known may be a selection of their own. */
export const mostUnknown = 0.05;

/** What later imports say of the borrowers whose window is over, judged as `judgeExperiment` does. */
export async function readOutcome({ sql, config }: App, row: ExperimentRow): Promise<Outcome> {
  const fates = await readFates(sql, row, config.timeZone);
  const known = fates.filter(({ cash }) => cash !== null);
  const counts = { windowsOver: fates.length, fatesKnown: known.length };
  const refuse = (refusal: Refused) => ({
    ...counts,
    winner: null,
    refusal,
    difference: null,
    interval: null,
  });
  if (fates.length === 0) return refuse("NO_WINDOW_OVER");
  if (known.length < (1 - mostUnknown) * fates.length) return refuse("FATE_UNKNOWN");
  const [champion, challenger] = armNames.map((_, arm) =>
    summarizeArm(known.filter((fate) => fate.arm === arm).map((fate) => fate.cash!)),
  );
  const plan = { plannedBorrowers: row.plan.requiredBorrowers, challengerShare: row.share };
  return { ...counts, ...judgeExperiment(champion, challenger, plan) };
}

interface Fate {
  arm: number;
  /** What was owed on the loans that were recovered in full within the window, less the assumed cost; null: unknown. */
  cash: number | null;
}

/** Of every borrower whose window is over. */
async function readFates(sql: Sql, row: ExperimentRow, timeZone: string): Promise<Fate[]> {
  const parameters = await fateParameters(sql, row, timeZone);
  if (parameters === null) return [];
  const { rows } = await sql.query<Fate>(
    `SELECT e.arm, CASE WHEN count(d.loan_id) = e.loans AND bool_and(d.outstanding IS NOT NULL AND f.known)
         THEN sum(CASE WHEN f.recovered THEN d.outstanding ELSE 0 END)::float8 - e.cost END AS cash
     FROM experiment_borrower e
       LEFT JOIN decision d ON d.run_id = e.run_id AND d.borrower_id = e.borrower_id AND d.revision = 0
         AND d.run_id = ANY($5::int[])
       LEFT JOIN ${fateOfLoan} ON true
     WHERE ${windowIsOver}
     GROUP BY e.borrower_id, e.arm, e.loans, e.cost`,
    parameters,
  );
  return rows;
}
