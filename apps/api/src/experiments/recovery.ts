import { wholeDays } from "@loan-recovery/ml-core/strategy/columns";
import { loanKey } from "@loan-recovery/ml-core/strategy/decide";
import { assignmentChance } from "@loan-recovery/ml-core/strategy/experiment/assignment-chance";
import {
  estimateRecovery,
  type RecoveryEstimate,
} from "@loan-recovery/ml-core/strategy/experiment/recovery-estimate";
import type { App } from "../context.js";
import type { Sql } from "../database/pool.js";
import { currentBook } from "../decisions/request-run.js";
import { findRuns } from "../decisions/runs.js";
import { findPolicies } from "../policies/policies.js";
import { type ExperimentRow, listComparable, toExperiment } from "./experiments.js";
import { fateOfLoan, fateParameters, windowIsOver } from "./fates.js";
import { mostUnknown } from "./progress.js";

/** What randomized borrowers tell of each treatment. */
export interface RecoveryEstimates {
  /** The window within which recovery counts; null where no randomized outcome is known. */
  windowDays: number | null;
  /** Names of the experiments that it rests on. */
  experiments: string[];
  treatments: (RecoveryEstimate & { treatment: string })[];
}

/** A loan that the experiment could have given another treatment, as it was on entry. */
interface RandomizedLoan {
  treatment: string;
  risk: number;
  recovered: boolean;
  chance: number;
  borrower: number;
}

/**
 * Recovery by risk under each treatment of the policy in force, from all experiments of today's book in which
 * borrowers were randomized between treatments: at random or to another policy. Recovery counts within one window: of
 * several, the one with the most loans. An experiment of which too many fates are unknown is left out.
 */
export async function estimateRecoveries({ sql, config }: App): Promise<RecoveryEstimates> {
  const client = await sql.connect();
  try {
    const byWindow = new Map<number, { names: string[]; loans: RandomizedLoan[] }>();
    for (const row of await listComparable(client, await currentBook(client))) {
      const loans = await readRandomized(client, row, config.timeZone);
      if (loans.length === 0) continue;
      const same = byWindow.get(row.window_days) ?? { names: [], loans: [] };
      byWindow.set(row.window_days, { names: [...same.names, row.name], loans: same.loans.concat(loans) });
    }
    const [largest] = [...byWindow].sort(([, a], [, b]) => b.loans.length - a.loans.length);
    const { rows } = await client.query<{ policy_id: number }>("SELECT policy_id FROM installation");
    const [policy] = await findPolicies(client, [rows[0].policy_id]);
    const byTreatment = Map.groupBy(largest?.[1].loans ?? [], ({ treatment }) => treatment);
    return {
      windowDays: largest?.[0] ?? null,
      experiments: largest?.[1].names ?? [],
      treatments: policy.rules.treatments
        .filter(({ kind }) => kind !== "HOLD")
        .map(({ name }) => ({
          treatment: name,
          ...estimateRecovery(columnsOf(byTreatment.get(name) ?? [])),
        })),
    };
  } finally {
    client.release();
  }
}

function columnsOf(loans: readonly RandomizedLoan[]) {
  return {
    risk: Float64Array.from(loans, ({ risk }) => risk),
    recovered: Uint8Array.from(loans, ({ recovered }) => Number(recovered)),
    chance: Float64Array.from(loans, ({ chance }) => chance),
    borrower: Float64Array.from(loans, ({ borrower }) => borrower),
  };
}

interface EntryRow {
  run_id: number;
  loan_id: string;
  borrower_id: string;
  risk: number;
  outstanding: string | null;
  days_past_due: number | null;
  facts: number;
  treatment: string;
  known: boolean;
  recovered: boolean;
}

/** Loans of borrowers whose window is over, with a known fate, that chance alone gave their first treatment. */
async function readRandomized(sql: Sql, row: ExperimentRow, timeZone: string): Promise<RandomizedLoan[]> {
  const parameters = await fateParameters(sql, row, timeZone);
  if (parameters === null) return [];
  const { rows } = await sql.query<EntryRow>(
    `SELECT d.run_id, d.loan_id, d.borrower_id, d.risk_score AS risk, d.outstanding, d.days_past_due, d.facts,
       d.treatment, f.known, f.recovered
     FROM experiment_borrower e
       JOIN decision d ON d.run_id = e.run_id AND d.borrower_id = e.borrower_id AND d.revision = 0
         AND d.run_id = ANY($5::int[])
       CROSS JOIN ${fateOfLoan}
     WHERE ${windowIsOver}`,
    parameters,
  );
  const unknown = rows.filter(({ known }) => !known).length;
  if (unknown > mostUnknown * rows.length) return [];
  const known = Map.groupBy(
    rows.filter((each) => each.known),
    ({ run_id }) => run_id,
  );
  const found: RandomizedLoan[] = [];
  for (const [runId, entries] of known) {
    const chances = await chancesOf(sql, row, runId, entries);
    entries.forEach(({ treatment, risk, recovered, borrower_id }, i) => {
      const chance = chances[i];
      // Of what was certain nothing can be learned, and what was impossible is no draw of this experiment.
      if (chance > 0 && chance < 1 - 1e-9)
        found.push({ treatment, risk, recovered, chance, borrower: Number(borrower_id) });
    });
  }
  return found;
}

/** The chance with which each loan got its treatment when its borrower entered, by the rules of that run. */
async function chancesOf(
  sql: Sql,
  row: ExperimentRow,
  runId: number,
  entries: readonly EntryRow[],
): Promise<Float64Array> {
  const [run] = await findRuns(sql, [runId]);
  const [{ rules }] = await findPolicies(sql, [run.policy_id]);
  const columns = {
    risk: Float64Array.from(entries, ({ risk }) => risk),
    outstanding: Float64Array.from(entries, ({ outstanding }) =>
      outstanding === null ? Number.NaN : Number(outstanding),
    ),
    daysPastDue: Int32Array.from(entries, (entry) => wholeDays(entry.days_past_due ?? Number.NaN)),
    facts: Uint16Array.from(entries, ({ facts }) => facts),
    key: Uint32Array.from(entries, (entry) => loanKey(entry.loan_id)),
  };
  const codes = new Map(rules.treatments.map(({ name }, code) => [name, code]));
  const received = Uint8Array.from(entries, ({ treatment }) => codes.get(treatment)!);
  return assignmentChance(rules, toExperiment(row), columns, received);
}
