import type { Dialect, Sample } from "./csv-detect.ts";
import { readFlag } from "./flags.ts";
import { attribute, type ColumnMapping, columnNames, type Mapping, type SuggestedColumn } from "./mapping.ts";
import { isMissing } from "./missing.ts";
import { plainName } from "./names.ts";
import { type OutcomeCount, suggestOutcome } from "./outcome.ts";
import { type ColumnProfile, isDates, isNumeric, profileColumn } from "./profile.ts";
import { askQuestions, type MappingQuestion } from "./questions.ts";
import {
  type CanonicalColumn,
  canonicalColumns,
  findCanonicalByPlainName,
  type Role,
  roleOf,
} from "./roles.ts";
import { synonyms } from "./synonyms.ts";

/** A mapping to start from, and what a person should look at before it is used. */
export interface Suggestion {
  readonly mapping: Mapping;
  readonly columns: readonly SuggestedColumn[];
  /** The values of the proposed outcome column in the sample, most frequent first. */
  readonly outcomeValues: readonly OutcomeCount[];
  readonly questions: readonly MappingQuestion[];
}

/** Proposes what each column of a file is, from its name and a sample of its cells. */
export function suggestMapping(sample: Sample, dialect: Dialect): Suggestion {
  const names = columnNames(sample.header);
  const profiles = names.map((_, index) => profileColumn(cellsOf(sample, index), dialect.decimal));
  const found = matchColumns(names, profiles, (index) => isPanelId(sample, profiles, index));
  const columns = names.map((name, index) => describe(name, index, profiles[index], found.get(index)));
  const outcome = columns.find((column) => column.target === "Recovery_Status");
  const outcomeValues = outcome === undefined ? [] : suggestOutcome(outcome.name, outcome.profile.values);
  const mapping: Mapping = {
    columns: columns.map(toMapping),
    outcomeValues: outcomeValues.map(({ value, outcome }) => ({ value, outcome })),
    dateOrder: null,
    decimal: dialect.decimal,
    rowNumberIds: false,
  };
  return {
    mapping,
    columns,
    outcomeValues,
    questions: askQuestions(sample, dialect, columns, outcomeValues),
  };
}

function* cellsOf(sample: Sample, index: number): Generator<string> {
  for (const row of sample.rows) if (row.length === sample.header.length) yield row[index];
}

/** What a name says of its cells' unit, behind its other words: `Loan Amount (INR)`. Lakhs and years would need converting. */
const unit =
  / (in )?(inr|usd|eur|gbp|rs|rupees|dollars|euros?|pct|percent|p a|pa|per annum|months?|mths?|days?|(dd mm|mm dd) yyyy|yyyy mm dd)$/;

interface Match {
  readonly target: string;
  readonly explanation: string;
}

function matchColumns(
  names: readonly string[],
  profiles: readonly ColumnProfile[],
  isPanelId: (index: number) => boolean,
): Map<number, Match> {
  const found = new Map<number, Match>();
  const taken = new Set<string>();
  const take = (index: number, target: string, explanation: string) => {
    found.set(index, { target, explanation });
    taken.add(target);
  };
  names.forEach((name, index) => {
    const canonical = findCanonicalByPlainName(name);
    if (canonical !== undefined && !taken.has(canonical.name))
      take(index, canonical.name, "The name is ours.");
  });
  const plainNames = names.map(plainName);
  const bareNames = plainNames.map((name) => name.replace(unit, ""));
  for (const canonical of canonicalColumns) {
    if (taken.has(canonical.name)) continue;
    for (const synonym of synonyms[canonical.name]) {
      const fits = (name: string, i: number) =>
        name === synonym &&
        !found.has(i) &&
        (fitsType(profiles[i], canonical) || (canonical.name === "Loan_ID" && isPanelId(i)));
      const plain = plainNames.findIndex(fits);
      const index = plain < 0 ? bareNames.findIndex(fits) : plain;
      if (index < 0) continue;
      take(index, canonical.name, `"${synonym}" is another name for it, and the cells fit.`);
      break;
    }
  }
  if (!taken.has("Loan_ID")) adoptOnlyId(names, profiles, found);
  return found;
}

/** Without a loan id, an id that never repeats is one: each row is then a loan of its own borrower. */
function adoptOnlyId(
  names: readonly string[],
  profiles: readonly ColumnProfile[],
  found: Map<number, Match>,
): void {
  const isUnique = (profile: ColumnProfile) =>
    profile.cells > 0 && profile.missing === 0 && profile.distinct === profile.cells;
  const ids = names.flatMap((name, i) => {
    const isId = found.get(i)?.target === "Borrower_ID" || (!found.has(i) && roleOf(name) === "identifier");
    return isId && isUnique(profiles[i]) ? [i] : [];
  });
  if (ids.length === 0) return;
  found.set(ids[0], { target: "Loan_ID", explanation: "The only id of the file, and it never repeats." });
}

function fitsType(profile: ColumnProfile, canonical: CanonicalColumn): boolean {
  const present = profile.cells - profile.missing;
  if (present === 0) return true;
  if (canonical.name === "Loan_ID") return profile.distinct > 0.5 * present;
  if (canonical.role === "outcome") return !profile.hasMoreValues && !isDates(profile);
  if (canonical.type === "date") return isDates(profile);
  if (canonical.type === "flag")
    return [...profile.values.keys()].every((value) => isMissing(value) || readFlag(value) !== undefined);
  if (canonical.type === "text" || canonical.type === "category") return true;
  return profile.numbers >= 0.8 * present;
}

/**
 * Whether an id that repeats does so in a panel, as loans do in monthly snapshots: some column of dates, which many
 * rows share, has another date in (nearly) every row of an id.
 */
function isPanelId(sample: Sample, profiles: readonly ColumnProfile[], index: number): boolean {
  const ids = [...cellsOf(sample, index)].map((cell) => cell.trim());
  return profiles.some((profile, date) => {
    if (!isDates(profile) || profile.distinct > 0.5 * profile.cells) return false;
    const dates = [...cellsOf(sample, date)];
    const pairs = ids.flatMap((id, row) => (isMissing(id) ? [] : [JSON.stringify([id, dates[row].trim()])]));
    return new Set(pairs).size >= 0.95 * pairs.length;
  });
}

function describe(
  name: string,
  index: number,
  profile: ColumnProfile,
  match: Match | undefined,
): SuggestedColumn {
  if (match !== undefined) return { index, name, role: roleOf(match.target), profile, ...match };
  const role = roleOf(name);
  return { index, name, target: attribute, role, explanation: attributeExplanations[role], profile };
}

const attributeExplanations: Readonly<Record<Role, string>> = {
  identifier: "An id: kept, never learned from.",
  outcome: "Looks like an outcome: kept, never learned from.",
  feature: "Not one of ours: kept, and may be learned from.",
  protected: "A protected attribute: kept for fairness reports, never learned from.",
  "known-after-treatment": "Known only after collection began: kept, never learned from.",
  personal: "Personal data: kept, never learned from.",
  date: "A date: kept, never learned from.",
};

function toMapping({ index, target, profile }: SuggestedColumn): ColumnMapping {
  if (target === attribute) return { index, target, isNumber: isNumeric(profile) };
  if (target === "As_Of_Date" || target === "Outcome_Date")
    return { index, target, dateOrder: profile.dateOrder };
  return { index, target };
}
