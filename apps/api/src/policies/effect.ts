import { createHash } from "node:crypto";
import { solveCapacity } from "@loan-recovery/ml-core/strategy/capacity";
import { compilePolicy } from "@loan-recovery/ml-core/strategy/compile";
import type { Decisions } from "@loan-recovery/ml-core/strategy/decide";
import { canonicalJson } from "@loan-recovery/ml-core/strategy/diff-policies";
import { modelArms } from "@loan-recovery/ml-core/strategy/experiment/apply-experiment";
import {
  decideUnder,
  type Running,
  unknownTreatments,
} from "@loan-recovery/ml-core/strategy/experiment/decide-under";
import { type Movement, movements } from "@loan-recovery/ml-core/strategy/movements";
import { parsePolicy } from "@loan-recovery/ml-core/strategy/parse-policy";
import type { CompletePolicy } from "@loan-recovery/ml-core/strategy/policy";
import { upgradePolicy } from "@loan-recovery/ml-core/strategy/policy-defaults";
import { type Simulation, simulate } from "@loan-recovery/ml-core/strategy/simulate";
import type { Book } from "../decisions/book.js";
import { type ExperimentRow, toExperiment } from "../experiments/experiments.js";
import type { Refusal } from "../graphql/refusal.js";

/** What a policy does to a book, small enough to be kept with it: plain JSON. */
export interface PolicyEffect {
  runId: number;
  changeNumber: number;
  /** Loans whose treatment is another than in the run. */
  moved: number;
  treatments: Simulation["treatments"];
  total: Simulation["total"];
  movements: Omit<Movement, "examples">[];
  /** The experiment that was counted in; null where none was. Effects of before experiments lack it. */
  experimentId?: number | null;
}

/** A simulated policy with everything that was computed for it. */
export interface Simulated {
  readonly book: Book;
  /** With the prices of its capacity solved on the book. */
  readonly rules: CompletePolicy;
  readonly before: CompletePolicy;
  readonly decisions: Decisions;
  /** The running experiment as it was applied; null where none was. */
  readonly running: Running | null;
  readonly movements: readonly Movement[];
  readonly effect: PolicyEffect;
}

/** Takes rules from outside. Prices are never taken over: they are solved from the capacity. */
export function readRules(input: { capacity?: object }): CompletePolicy | Refusal {
  const unlimited = { agentHoursPerMonth: null, legalCasesPerMonth: null };
  const parsed = parsePolicy({ ...input, capacity: { ...unlimited, ...input.capacity } });
  return "problems" in parsed
    ? parsed
    : { ...upgradePolicy(parsed.policy), prices: { agentHour: 0, legalCase: 0 } };
}

/**
 * What rules would do to a book, by the function that decides it when they are published.
 * @param before the rules of the book's run
 * @param price whether to solve the prices of capacity; false keeps those of the rules
 * @param experiment the one that is running; rules that lack one of its treatments cannot be published before it stops
 */
export function simulateRules(
  book: Book,
  before: CompletePolicy,
  given: CompletePolicy,
  price: boolean,
  experiment: ExperimentRow | null,
): Simulated {
  const rules = price ? withPrices(given, book) : given;
  const compiled = compilePolicy(rules);
  const running = runningOn(book, rules, experiment);
  const decisions = decideUnder(compiled, book.columns, running);
  const { treatments, total } = simulate(compiled, book.columns, { decisions });
  const moves = movements(
    { policy: before, decisions: { ...decisions, treatment: book.treatment } },
    { policy: rules, decisions },
    book.columns,
  );
  const moved = moves.reduce((sum, { from, to, loans }) => sum + (from === to ? 0 : loans), 0);
  const effect: PolicyEffect = {
    runId: book.run.id,
    changeNumber: book.changeNumber,
    moved,
    treatments,
    total,
    movements: moves.map(({ examples: _, ...movement }) => movement),
    experimentId: running && experiment ? experiment.id : null,
  };
  return { book, rules, before, decisions, running, movements: moves, effect };
}

/**
 * An experiment as it applies to a book under some rules. Null where none runs, where the rules lack one of its
 * treatments, and where its model has not scored this book.
 */
export function runningOn(book: Book, rules: CompletePolicy, row: ExperimentRow | null): Running | null {
  if (row === null || (row.model_id !== null && row.id !== book.run.experiment_id)) return null;
  const experiment = toExperiment(row);
  if (unknownTreatments(rules, experiment).length > 0) return null;
  return { experiment, borrowerKey: book.borrowerKey, armRisk: book.armRisk };
}

/** The same where bands alone say what becomes of a loan; null where an arm scores loans by a model of its own. */
export function countable(running: Running | null): Running | null {
  return running && modelArms(running.experiment).size === 0 ? running : null;
}

/** Rules whose stored prices make this book fit their capacity. */
function withPrices(rules: CompletePolicy, { columns }: Book): CompletePolicy {
  const { agentHoursPerMonth, legalCasesPerMonth } = rules.capacity;
  return agentHoursPerMonth === null && legalCasesPerMonth === null
    ? rules
    : solveCapacity(rules, columns).policy;
}

/** Names an effect and the rules that have it: an approval is given for one, and holds for no other. */
export function effectId(rules: CompletePolicy, effect: PolicyEffect): string {
  return createHash("sha256").update(canonicalJson({ rules, effect })).digest("hex").slice(0, 32);
}
