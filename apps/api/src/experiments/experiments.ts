import { compilePolicy } from "@loan-recovery/ml-core/strategy/compile";
import {
  type ArmPlan,
  type Experiment,
  validateExperiment,
} from "@loan-recovery/ml-core/strategy/experiment/assignment";
import { unknownTreatments } from "@loan-recovery/ml-core/strategy/experiment/decide-under";
import { isLegalAction } from "@loan-recovery/ml-core/strategy/legal-action";
import type { CompletePolicy, Policy } from "@loan-recovery/ml-core/strategy/policy";
import type pg from "pg";
import type { Sql } from "../database/pool.js";
import type { Book } from "../decisions/request-run.js";
import type { RunRow } from "../decisions/runs.js";
import { type ConnectionOf, toConnection } from "../graphql/connection.js";
import { newestFirst } from "../graphql/keyset.js";
import type { Refusal } from "../graphql/refusal.js";
import type { ExperimentPlan } from "./plan.js";

export type ExperimentState = "DRAFT" | "RUNNING" | "STOPPED";

export interface ExperimentRow {
  id: number;
  book: Book;
  name: string;
  state: ExperimentState;
  /** Of the borrowers, for the challenger. */
  share: number;
  policy_id: number | null;
  policy_version: number | null;
  policy_rules: Policy | null;
  model_id: number | null;
  model_version: number | null;
  treatments: string[];
  window_days: number;
  minimum_effect: number;
  plan: ExperimentPlan;
  created_at: Date;
  created_by: string;
  /** The person who planned it; null for a token. */
  created_by_id: string | null;
  started_at: Date | null;
  started_by: string | null;
  stopped_at: Date | null;
  stopped_by: string | null;
}

/** The names of the arms, by their position in a decision's `arm`. */
export const armNames = ["champion", "challenger"] as const;

/** With the challenger's policy and the version of its model, so that one row says everything. */
const table = `(SELECT e.*, p.version AS policy_version, p.rules AS policy_rules, m.version AS model_version
  FROM experiment e LEFT JOIN policy p ON p.id = e.policy_id LEFT JOIN model m ON m.id = e.model_id) x`;
const columns = `id, book, name, state, share, policy_id, policy_version, policy_rules, model_id, model_version, treatments,
  window_days, minimum_effect, plan, created_at, created_by, created_by_id, started_at, started_by, stopped_at, stopped_by`;

export async function findExperiments(sql: Sql, ids: readonly number[]): Promise<ExperimentRow[]> {
  return (await sql.query<ExperimentRow>(`SELECT ${columns} FROM ${table} WHERE id = ANY($1)`, [ids])).rows;
}

export async function findExperiment(sql: Sql, id: number): Promise<ExperimentRow | null> {
  return (await findExperiments(sql, [id]))[0] ?? null;
}

/** The experiment that the book's next run will apply, or null. */
export async function findRunningExperiment(sql: Sql, book: Book): Promise<ExperimentRow | null> {
  const { rows } = await sql.query<ExperimentRow>(
    `SELECT ${columns} FROM ${table} WHERE state = 'RUNNING' AND book = $1::"Book"`,
    [book],
  );
  return rows[0] ?? null;
}

/** The experiment that a run applies, as `decideUnder` takes it; null where none was running. */
export async function readExperimentOf(sql: Sql, run: RunRow): Promise<Experiment | null> {
  const row = run.experiment_id === null ? null : await findExperiment(sql, run.experiment_id);
  return row && toExperiment(row);
}

/** Experiments of a book that have been started and randomize between treatments: all but those with a model. */
export async function listComparable(sql: Sql, book: Book): Promise<ExperimentRow[]> {
  const { rows } = await sql.query<ExperimentRow>(
    `SELECT ${columns} FROM ${table} WHERE state <> 'DRAFT' AND model_id IS NULL AND book = $1::"Book" ORDER BY id`,
    [book],
  );
  return rows;
}

export async function listExperiments(
  sql: pg.Pool,
  args: { first?: number | null; after?: string | null },
): Promise<ConnectionOf<ExperimentRow>> {
  return toConnection(await newestFirst<ExperimentRow>(sql, { table, columns }, args));
}

/** What an experiment says of its challenger. */
export type Challenger = Pick<ExperimentRow, "id" | "share" | "treatments" | "policy_rules" | "model_id">;

/** What enters the hash is the id, so that an experiment's borrowers stay in their arms whatever else changes. */
export function toExperiment(row: Challenger): Experiment {
  const { id, share } = row;
  return {
    id: `experiment-${id}`,
    arms: [
      { name: armNames[0], share: 1 - share, plan: { kind: "CHAMPION" } },
      { name: armNames[1], share, plan: planOf(row) },
    ],
  };
}

function planOf({ policy_rules: policy, model_id: modelId, treatments }: Challenger): ArmPlan {
  if (policy !== null) return { kind: "POLICY", policy };
  return modelId === null ? { kind: "RANDOM", treatments } : { kind: "MODEL", modelId: String(modelId) };
}

/** What keeps an experiment from running beside a policy in force. */
export function challengerProblems(champion: CompletePolicy, row: Challenger): Refusal["problems"] {
  const experiment = toExperiment(row);
  const path = { POLICY: "policyVersion", MODEL: "modelVersion", RANDOM: "treatments", CHAMPION: "" }[
    experiment.arms[1].plan.kind
  ];
  const problems = validateExperiment(experiment).map(({ message }) => ({ path, message }));
  for (const name of unknownTreatments(champion, experiment)) {
    problems.push({ path, message: `The policy in force does not know ${name}.` });
  }
  const { treatments } = compilePolicy(champion).policy;
  for (const definition of treatments) {
    const { name, kind } = definition;
    if (!row.treatments.includes(name)) continue;
    if (kind === "HOLD")
      problems.push({ path, message: `Nobody is randomized into ${name}: it is no treatment.` });
    else if (isLegalAction(definition))
      problems.push({ path, message: `Nobody is randomized into ${name}: it is legal action.` });
  }
  return problems.filter(({ message }, i) => problems.findIndex((other) => other.message === message) === i);
}
