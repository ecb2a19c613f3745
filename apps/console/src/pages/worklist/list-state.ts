import type { BorrowerFilter, BorrowerOrder, BorrowerSortKey } from "../../gql/graphql.ts";

/** The worklist's filter and order, kept in the page's address so that a list can be sent to somebody. */
export interface ListState {
  text: string;
  treatments: string[];
  segments: string[];
  /** Only those who may be contacted at this moment. */
  isContactable: boolean;
  minRisk: number | null;
  maxRisk: number | null;
  minOutstanding: number | null;
  maxOutstanding: number | null;
  minDays: number | null;
  maxDays: number | null;
  order: BorrowerOrder[];
}

const numberKeys = ["minRisk", "maxRisk", "minOutstanding", "maxOutstanding", "minDays", "maxDays"] as const;
const sortKeys: readonly BorrowerSortKey[] = ["PRIORITY", "RISK_SCORE", "OUTSTANDING", "DAYS_PAST_DUE"];

/** The order of a list that nobody has sorted. */
export const usualOrder: BorrowerOrder[] = [{ by: "PRIORITY", direction: "DESC" }];

/** Reads the address. What does not belong there is passed over. */
export function readListState(parameters: URLSearchParams): ListState {
  const number = (name: string) => {
    const text = parameters.get(name);
    const value = text === null || text.trim() === "" ? Number.NaN : Number(text);
    return Number.isFinite(value) ? value : null;
  };
  const [minRisk, maxRisk, minOutstanding, maxOutstanding, minDays, maxDays] = numberKeys.map(number);
  return {
    text: parameters.get("text") ?? "",
    treatments: parameters.getAll("treatment"),
    segments: parameters.getAll("segment"),
    isContactable: parameters.get("contactable") === "now",
    minRisk,
    maxRisk,
    minOutstanding,
    maxOutstanding,
    minDays,
    maxDays,
    order: parameters.getAll("sort").flatMap((text) => {
      const [key, direction] = text.split(".");
      const by = sortKeys.find((name) => name === key);
      return by && (direction === "ASC" || direction === "DESC") ? [{ by, direction }] : [];
    }),
  };
}

export function writeListState(state: ListState): URLSearchParams {
  const parameters = new URLSearchParams();
  if (state.text.trim() !== "") parameters.set("text", state.text);
  for (const treatment of state.treatments) parameters.append("treatment", treatment);
  for (const segment of state.segments) parameters.append("segment", segment);
  if (state.isContactable) parameters.set("contactable", "now");
  for (const name of numberKeys) {
    const value = state[name];
    if (value !== null) parameters.set(name, String(value));
  }
  for (const { by, direction } of state.order) parameters.append("sort", `${by}.${direction}`);
  return parameters;
}

/** The filter as the API takes it: risks in per cent become probabilities. */
export function toFilter(state: ListState): BorrowerFilter {
  return {
    text: state.text.trim() || null,
    treatment: state.treatments.length > 0 ? state.treatments : null,
    segment: state.segments.length > 0 ? state.segments : null,
    contactableNow: state.isContactable || null,
    minRiskScore: state.minRisk === null ? null : state.minRisk / 100,
    maxRiskScore: state.maxRisk === null ? null : state.maxRisk / 100,
    minOutstanding: state.minOutstanding === null ? null : String(state.minOutstanding),
    maxOutstanding: state.maxOutstanding === null ? null : String(state.maxOutstanding),
    minDaysPastDue: state.minDays === null ? null : Math.round(state.minDays),
    maxDaysPastDue: state.maxDays === null ? null : Math.round(state.maxDays),
  };
}

/** No filter; the search and the order stay. */
export const clearedFilters: Partial<ListState> = {
  treatments: [],
  segments: [],
  isContactable: false,
  minRisk: null,
  maxRisk: null,
  minOutstanding: null,
  maxOutstanding: null,
  minDays: null,
  maxDays: null,
};

/** How many filters are set, the search aside. */
export function countFilters(state: ListState): number {
  const ranges = [
    [state.minRisk, state.maxRisk],
    [state.minOutstanding, state.maxOutstanding],
    [state.minDays, state.maxDays],
  ];
  const lists = [state.treatments, state.segments];
  return (
    ranges.filter((range) => range.some((end) => end !== null)).length +
    lists.filter((list) => list.length > 0).length +
    (state.isContactable ? 1 : 0)
  );
}

/**
 * The order after a click on a column: first downwards, then upwards, then not at all. With `isAdded` (Shift held) the
 * column joins the keys that are there.
 */
export function nextOrder(
  order: readonly BorrowerOrder[],
  by: BorrowerSortKey,
  isAdded: boolean,
): BorrowerOrder[] {
  const current = order.find((key) => key.by === by);
  const direction = current === undefined ? "DESC" : current.direction === "DESC" ? "ASC" : null;
  if (!isAdded) return direction ? [{ by, direction }] : [];
  if (!current) return [...order, { by, direction: "DESC" }];
  return order.flatMap((key) => (key.by !== by ? [key] : direction ? [{ by, direction }] : []));
}
