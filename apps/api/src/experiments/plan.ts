import { spreadOfCash } from "@loan-recovery/ml-core/strategy/experiment/cash-spread";
import { requiredSampleSize } from "@loan-recovery/ml-core/strategy/experiment/sample-size";
import type { App } from "../context.js";
import type { Book } from "../decisions/book.js";
import { type Refusal, refuse } from "../graphql/refusal.js";
import type { PolicyRow } from "../policies/policies.js";
import { readActiveBook } from "../policies/preview.js";

/** How many borrowers it takes, and what that rests on: amounts are assumptions from today's scores. */
export interface ExperimentPlan {
  /** In the book on the day of the plan. */
  borrowers: number;
  /** Of cash per borrower, assumed. */
  mean: number;
  deviation: number;
  /** In both arms together. */
  requiredBorrowers: number;
}

interface Sizing {
  share: number;
  minimumEffect: number;
}

/** The sample size that an experiment needs on today's book, as `requiredSampleSize` has it. */
export async function planExperiment(app: App, sizing: Sizing): Promise<ExperimentPlan | Refusal> {
  const problems = sizingProblems(sizing);
  if (problems.length > 0) return { problems };
  const live = await readLiveBook(app);
  return "problems" in live ? live : planOn(live.book, sizing);
}

/** The book of today's open loans, with the policy in force: without both there is nothing to compare. */
export async function readLiveBook(app: App): Promise<{ book: Book; policy: PolicyRow } | Refusal> {
  const active = await readActiveBook(app);
  if (active === null) return refuse("", "Nothing has been decided yet: import a file first.");
  if (active.book.run.kind === "BACK_TEST")
    return refuse("", "No loan is open: finished loans cannot be treated any more.");
  return active;
}

export function planOn(book: Book, { share, minimumEffect }: Sizing): ExperimentPlan | Refusal {
  const { borrowers, mean, deviation } = spreadOfCash(book.columns, book.borrowerKey);
  if (deviation === 0)
    return refuse("minimumEffect", "No amount owed is known, so that cash per borrower cannot be planned.");
  const requiredBorrowers = requiredSampleSize({ effect: minimumEffect, deviation, challengerShare: share });
  return { borrowers, mean, deviation, requiredBorrowers };
}

export function sizingProblems({ share, minimumEffect }: Sizing): Refusal["problems"] {
  const problems: Refusal["problems"] = [];
  if (!(share >= 0.01 && share <= 0.99))
    problems.push({ path: "share", message: "The challenger gets 1 % to 99 % of the borrowers." });
  if (!(minimumEffect > 0 && minimumEffect < 1e12))
    problems.push({ path: "minimumEffect", message: "The smallest difference that matters is above 0." });
  return problems;
}
