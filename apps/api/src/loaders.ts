import type { ModelReview } from "@loan-recovery/ml-core/model-review";
import DataLoader from "dataloader";
import { type ActivityRow, findActivitiesOfBorrowers } from "./activities/activities.js";
import { type BookTotals, type BorrowerRow, findBookTotals, findBorrowers } from "./borrowers/borrowers.js";
import { type ConsentChangeRow, findConsentChanges } from "./contacts/consent.js";
import { type ContactFacts, findContactFacts } from "./contacts/contact-facts.js";
import type { App } from "./context.js";
import { type DatasetRow, findDatasets } from "./datasets/datasets.js";
import { type DecisionRow, findActiveDecisions, findLeadDecisions } from "./decisions/decisions.js";
import { findActiveRun, findRuns, type RunRow } from "./decisions/runs.js";
import { type ExperimentRow, findExperiments } from "./experiments/experiments.js";
import { findHoldsOfBorrowers, type HoldRow } from "./holds/holds.js";
import { findLoans, findLoansOfBorrowers, type LoanRow } from "./loans/loans.js";
import { findModels, findReviews, type ModelRow } from "./models/models.js";
import { findPolicies, type PolicyRow } from "./policies/policies.js";

/** One operation's batched look-ups: each kind of row is fetched once per level of a query, never once per row. */
export interface Loaders {
  borrower: DataLoader<string, BorrowerRow | null>;
  loan: DataLoader<string, LoanRow | null>;
  loansOfBorrower: DataLoader<string, LoanRow[]>;
  holdsOfBorrower: DataLoader<string, HoldRow[]>;
  activitiesOfBorrower: DataLoader<string, ActivityRow[]>;
  consentsOfBorrower: DataLoader<string, ConsentChangeRow[]>;
  /** As they are at `instant`. */
  contactFacts: DataLoader<string, { id: string; facts: ContactFacts } | null>;
  /** When the operation began, milliseconds since 1970 UTC: all its answers about contact are for that time. */
  instant: number;
  leadDecision: DataLoader<string, DecisionRow | null>;
  activeDecision: DataLoader<string, DecisionRow | null>;
  bookTotals: DataLoader<string, BookTotals>;
  run: DataLoader<number, RunRow | null>;
  model: DataLoader<number, ModelRow | null>;
  /** Gains, fairness and plots of a model. */
  review: DataLoader<number, { review: ModelReview | null } | null>;
  policy: DataLoader<number, PolicyRow | null>;
  experiment: DataLoader<number, ExperimentRow | null>;
  dataset: DataLoader<number, DatasetRow | null>;
  /** The active run, looked up once in an operation, so that all its fields speak of the same one. */
  activeRun: () => Promise<RunRow | null>;
}

export function openLoaders({ sql }: App): Loaders {
  const instant = Date.now();
  let activeRun: Promise<RunRow | null> | undefined;
  return {
    activeRun: () => {
      activeRun ??= findActiveRun(sql);
      return activeRun;
    },
    borrower: byKey(
      (ids) => findBorrowers(sql, ids),
      (row) => row.id,
      null,
    ),
    loan: byKey(
      (ids) => findLoans(sql, ids),
      (row) => row.id,
      null,
    ),
    loansOfBorrower: ofBorrower((ids) => findLoansOfBorrowers(sql, ids)),
    holdsOfBorrower: ofBorrower((ids) => findHoldsOfBorrowers(sql, ids)),
    activitiesOfBorrower: ofBorrower((ids) => findActivitiesOfBorrowers(sql, ids)),
    consentsOfBorrower: ofBorrower((ids) => findConsentChanges(sql, ids)),
    contactFacts: byKey(
      (ids) => findContactFacts(sql, ids, instant),
      (row) => row.id,
      null,
    ),
    instant,
    leadDecision: byKey(
      (ids) => findLeadDecisions(sql, ids),
      (row) => row.borrower_id,
      null,
    ),
    activeDecision: byKey(
      (ids) => findActiveDecisions(sql, ids),
      (row) => row.loan_id,
      null,
    ),
    bookTotals: byKey(
      (ids) => findBookTotals(sql, ids),
      (row) => row.borrower_id,
      {
        borrower_id: "",
        loan_count: 0,
        outstanding: null,
      },
    ),
    experiment: byKey(
      (ids) => findExperiments(sql, ids),
      (row) => row.id,
      null,
    ),
    run: byKey(
      (ids) => findRuns(sql, ids),
      (row) => row.id,
      null,
    ),
    model: byKey(
      (ids) => findModels(sql, ids),
      (row) => row.id,
      null,
    ),
    review: byKey(
      (ids) => findReviews(sql, ids),
      (row) => row.id,
      null,
    ),
    policy: byKey(
      (ids) => findPolicies(sql, ids),
      (row) => row.id,
      null,
    ),
    dataset: byKey(
      (ids) => findDatasets(sql, ids),
      (row) => row.id,
      null,
    ),
  };
}

function byKey<K, Row, None>(
  find: (keys: readonly K[]) => Promise<Row[]>,
  keyOf: (row: Row) => K,
  none: None,
): DataLoader<K, Row | None> {
  return new DataLoader(async (keys) => {
    const rows = new Map((await find(keys)).map((row) => [keyOf(row), row]));
    return keys.map((key) => rows.get(key) ?? none);
  });
}

function ofBorrower<Row extends { borrower_id: string }>(
  find: (borrowerIds: readonly string[]) => Promise<Row[]>,
): DataLoader<string, Row[]> {
  return new DataLoader(async (ids) => {
    const groups = Map.groupBy(await find(ids), (row) => row.borrower_id);
    return ids.map((id) => groups.get(id) ?? []);
  });
}
