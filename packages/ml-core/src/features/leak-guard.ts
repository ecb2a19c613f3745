import { numberGroups } from "../evaluation/groups.ts";
import { rowsWhere } from "../models/learning-rows.ts";
import { bagKey } from "../models/random-forest/bagging.ts";
import type { ExcludedColumn, ExclusionReason, Warning } from "../report.ts";
import { type Role, roleOf } from "../table/roles.ts";
import type { Column, Table } from "../table/table.ts";
import { isPresent, sameContent, takeFrom } from "./columns.ts";
import { type Evidence, identifierEvidence, leakEvidence, settledValue } from "./leak-evidence.ts";

export interface GuardResult {
  /** What may be learned from. */
  readonly features: readonly Column[];
  readonly excluded: readonly ExcludedColumn[];
  /** Excluded columns that know the outcome or are suspected to. */
  readonly leaks: readonly Column[];
  /** Columns that only a person's override let in. */
  readonly allowed: readonly string[];
  readonly warnings: readonly Warning[];
}

interface Finding {
  readonly reason: ExclusionReason;
  readonly detail: string;
}

/** Evidence is sought on about this many rows; a column that decides the outcome does so there too. */
const evidenceRows = 50_000;

/**
 * Chooses the features of a training table. In this order a column is left out because the person said so, by
 * what its name says it is, because it is constant, a copy of another column, or a name for rows, or because it
 * knows too much about the outcome. `allow` overrides all but the person's own `ignore`, constants, copies of
 * features and what is an id, personal data, a date or the outcome by name.
 *
 * It looks at all training rows once, outside the folds of the evaluation: the only thing that the outcome
 * decides here is to leave out a column that is too good, which can lower an AUC but never raise one.
 */
export function guardColumns(
  table: Table,
  label: Uint8Array,
  groupKeys: Float64Array,
  options: { readonly allow?: readonly string[]; readonly ignore?: readonly string[] } = {},
): GuardResult {
  const allow = new Set(options.allow ?? []);
  const ignore = new Set(options.ignore ?? []);
  const sample = sampleRows(groupKeys);
  const sampleKeys = Float64Array.from(sample, (row) => groupKeys[row]);
  const evidence: Evidence = {
    label: Uint8Array.from(sample, (row) => label[row]),
    groupKeys: sampleKeys,
    groups: numberGroups(sampleKeys),
  };
  const features: Column[] = [];
  const leaks: Column[] = [];
  const excluded: ExcludedColumn[] = [];
  const allowed: string[] = [];
  const warnings = unknownNames(table, allow, ignore);
  const sensitive = table.columns.filter((column) => /^(protected|known)/.test(roleOf(column.name)));
  for (const column of table.columns) {
    const sampled = takeFrom(column, sample);
    const finding = ignore.has(column.name)
      ? { reason: "ignored" as const, detail: "left out on request" }
      : judgeColumn(column, sampled, evidence, features, sensitive);
    if (finding === null || (allow.has(column.name) && isOverridable(column, finding))) {
      features.push(column);
      if (finding !== null) {
        allowed.push(column.name);
        warnings.push({
          code: "guard-overridden",
          message: `${column.name} was let in although ${finding.detail}`,
        });
      }
      const settled = settledValue(sampled, evidence);
      if (settled !== null)
        warnings.push({ code: "possible-leak", message: `${settled}: known before treatment?` });
      continue;
    }
    excluded.push({ column: column.name, ...finding });
    if (finding.reason === "known-after-treatment" || finding.reason === "leak-suspect") leaks.push(column);
  }
  return { features, excluded, leaks, allowed, warnings };
}

function judgeColumn(
  column: Column,
  sampled: Column,
  evidence: Evidence,
  features: readonly Column[],
  sensitive: readonly Column[],
): Finding | null {
  return (
    findingByName(column.name) ??
    constantFinding(column) ??
    copyFinding(column, features, sensitive) ??
    evidenceFinding(sampled, evidence)
  );
}

const nameFindings: { readonly [R in Role]: Finding | null } = {
  feature: null,
  identifier: { reason: "identifier", detail: "its name says it is an id" },
  personal: { reason: "identifier", detail: "its name says it is personal data" },
  date: { reason: "identifier", detail: "its name says it is a date of record keeping" },
  outcome: { reason: "leak-suspect", detail: "its name says it is an outcome" },
  protected: { reason: "protected", detail: "its name says it is a protected attribute" },
  "known-after-treatment": {
    reason: "known-after-treatment",
    detail: "its name says it becomes known after treatment has begun",
  },
};

function findingByName(name: string): Finding | null {
  return nameFindings[roleOf(name)];
}

function isOverridable(column: Column, finding: Finding): boolean {
  const role = roleOf(column.name);
  if (role === "identifier" || role === "personal" || role === "date" || role === "outcome") return false;
  return finding.reason !== "ignored" && finding.reason !== "constant" && finding.reason !== "duplicate";
}

function constantFinding(column: Column): Finding | null {
  const content: ArrayLike<number> = column.kind === "number" ? column.values : column.codes;
  let first = -1;
  let missing = 0;
  for (let row = 0; row < content.length; row++) {
    if (!isPresent(column, row)) missing++;
    else if (first < 0) first = row;
    else if (content[row] !== content[first]) return null;
    if (missing > 0 && first >= 0) return null;
  }
  return {
    reason: "constant",
    detail: first < 0 ? "it has no values" : "it has the same value in every row",
  };
}

function copyFinding(
  column: Column,
  features: readonly Column[],
  sensitive: readonly Column[],
): Finding | null {
  const original = sensitive.find((other) => other !== column && sameContent(other, column));
  if (original !== undefined) {
    const reason = nameFindings[roleOf(original.name)]?.reason ?? "duplicate";
    return { reason, detail: `it has the same values as ${original.name}` };
  }
  const twin = features.find((feature) => sameContent(feature, column));
  return twin === undefined
    ? null
    : { reason: "duplicate", detail: `it has the same values as ${twin.name}` };
}

function evidenceFinding(sampled: Column, evidence: Evidence): Finding | null {
  const identifier = identifierEvidence(sampled, evidence.groups);
  if (identifier !== null) return { reason: "identifier", detail: identifier };
  const leak = leakEvidence(sampled, evidence);
  return leak === null ? null : { reason: "leak-suspect", detail: leak };
}

/** Rows of a share of the borrowers, chosen by a hash so that the order of the rows does not matter. */
function sampleRows(groupKeys: Float64Array): Uint32Array {
  const rows = groupKeys.length;
  const limit = (evidenceRows / rows) * 4294967296;
  const chosen = rowsWhere(rows, (row) => bagKey(groupKeys[row]) < limit);
  // Very few borrowers with very many rows each: no share of them is a fair sample.
  const isFair = chosen.length >= evidenceRows / 2 && chosen.length <= evidenceRows * 2;
  return rows > evidenceRows && isFair ? chosen : rowsWhere(rows, () => true);
}

function unknownNames(table: Table, allow: ReadonlySet<string>, ignore: ReadonlySet<string>): Warning[] {
  const names = new Set(table.columns.map((column) => column.name));
  return [...allow, ...ignore]
    .filter((name) => !names.has(name))
    .map((name) => ({
      code: "unknown-column",
      message: `there is no column called ${name} to allow or ignore`,
    }));
}
