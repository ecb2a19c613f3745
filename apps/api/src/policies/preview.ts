import type { App } from "../context.js";
import type { Book } from "../decisions/book.js";
import { findActiveRun } from "../decisions/runs.js";
import { type ExperimentRow, findRunningExperiment } from "../experiments/experiments.js";
import { type Refusal, refuse } from "../graphql/refusal.js";
import { readRules, type Simulated, simulateRules } from "./effect.js";
import { findPolicies, findPolicyVersion, type PolicyRow } from "./policies.js";

interface ActiveBook {
  book: Book;
  policy: PolicyRow;
  /** The one that the next run applies. */
  experiment: ExperimentRow | null;
}

/** The active run's decisions as they are now, with the policy that made them; null where nothing has been decided. */
export async function readActiveBook({ sql, books }: App): Promise<ActiveBook | null> {
  const run = await findActiveRun(sql);
  if (!run) return null;
  const [book, [policy], experiment] = await Promise.all([
    books.read(run),
    findPolicies(sql, [run.policy_id]),
    run.kind === "LIVE" ? findRunningExperiment(sql, run.book) : null,
  ]);
  return { book, policy, experiment };
}

/**
 * What rules would do if they were published now.
 * @param comparedWith the version to compare with instead of what is in force
 */
export async function previewPolicy(
  app: App,
  input: { rules: object; comparedWith?: number | null },
): Promise<Simulated | Refusal> {
  const rules = readRules(input.rules);
  if ("problems" in rules) return prefixed(rules);
  const active = await readActiveBook(app);
  if (active === null) return refuse("", "Nothing has been decided yet: import a file first.");
  const { book, policy, experiment } = active;
  if (input.comparedWith == null) return simulateRules(book, policy.rules, rules, true, experiment);
  const other = await findPolicyVersion(app.sql, input.comparedWith);
  if (other === null) return refuse("comparedWith", `There is no version ${input.comparedWith}.`);
  const { decisions } = simulateRules(book, policy.rules, other.rules, false, experiment);
  return simulateRules({ ...book, treatment: decisions.treatment }, other.rules, rules, true, experiment);
}

/** A fault of the rules, by its place in the operation's arguments. */
export function prefixed({ problems }: Refusal): Refusal {
  return {
    problems: problems.map(({ path, message }) => ({ path: path ? `rules.${path}` : "rules", message })),
  };
}
