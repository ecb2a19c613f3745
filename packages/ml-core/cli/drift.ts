import { driftReport } from "../src/evaluation/drift.ts";
import type { ColumnDrift, DriftReport } from "../src/evaluation/drift-report.ts";
import { numberGroups } from "../src/evaluation/groups.ts";
import { identifierEvidence } from "../src/features/leak-evidence.ts";
import type { Model } from "../src/models/model.ts";
import { openScorer } from "../src/pipeline.ts";
import type { ExcludedColumn } from "../src/report.ts";
import { roleOf } from "../src/table/roles.ts";
import type { Table } from "../src/table/table.ts";
import { type Arguments, required } from "./arguments.ts";
import { checkedOptions, finish, readingWarnings, readModel, refuseStrangers } from "./common.ts";
import type { Console } from "./console.ts";
import { threadCount } from "./data-options.ts";
import { UsageError } from "./exits.ts";
import type { ColumnOptions } from "./mapping.ts";
import { type Portfolio, readPortfolio } from "./portfolio.ts";
import { fileNames } from "./report.ts";
import { describeReading } from "./sentences.ts";
import { stopwatch } from "./stopwatch.ts";
import { percent, textTable } from "./text-table.ts";
import { trainerNames } from "./training.ts";

/** `drift`: what has changed between two files, beyond noise, and whether a model's scores have with it. */
export async function drift(args: Arguments, console: Console): Promise<void> {
  const paths = [required(args, "reference"), required(args, "current")] as const;
  const options = checkedOptions(args);
  const model = args.values.model === undefined ? null : readModel(args.values.model);
  const watch = stopwatch();
  const reference = await readPortfolio(paths[0], options, console);
  describeReading(reference, console);
  const current = await readCurrent(paths[1], options, console);
  describeReading(current, console);
  if (model !== null)
    for (const [i, side] of [reference, current].entries()) refuseStrangers(paths[i], side, model);
  const read = watch.lap();
  const excluded = model === null ? leftOut(reference, options) : [];
  const named = fileNames(reference);
  const isCompared = comparedColumns(reference, model, excluded);
  const sides = [reference, current].map((side) => ({
    table: compared(side.table, isCompared, named),
    groups: numberGroups(side.groupKeys),
    label: side.label,
  }));
  const [was, is] =
    model === null ? sides : await withRisks(sides, [reference, current], model, args, console);
  console.progress(0, "Comparing the columns");
  const found = driftReport(was, is);
  const report = {
    ...found,
    reference: described(paths[0], reference),
    current: described(paths[1], current),
    model: args.values.model ?? null,
    excluded: excluded.map((entry) => ({ ...entry, column: named(entry.column) })),
    warnings: [reference, current].flatMap((side, i) =>
      readingWarnings(side).map(({ code, message }) => ({ code, message: `${paths[i]}: ${message}` })),
    ),
    seconds: { read, compare: watch.lap() },
  };
  for (const { message } of report.warnings) console.line(`note: ${message}`);
  finish(report, args, console, inWords(found));
}

/** Open loans have no outcome yet: a current file may lack the column that --target names. */
async function readCurrent(path: string, options: ColumnOptions, console: Console): Promise<Portfolio> {
  try {
    return await readPortfolio(path, { ...options, mayLackPositive: true }, console);
  } catch (error) {
    if (!(error instanceof UsageError) || options.target === undefined) throw error;
    return await readPortfolio(path, { ...options, target: undefined, positive: [] }, console);
  }
}

/** What differs between two files without meaning anything, in the names of the table. */
function leftOut(reference: Portfolio, options: ColumnOptions): ExcludedColumn[] {
  const { table, groupKeys } = reference;
  const groups = numberGroups(groupKeys);
  const allowed = new Set(trainerNames(options.allow, reference));
  const ignored = new Set(trainerNames(options.ignore, reference));
  return table.columns.flatMap((column): ExcludedColumn[] => {
    const { name } = column;
    if (ignored.has(name)) return [{ column: name, reason: "ignored", detail: "left out on request" }];
    if (allowed.has(name)) return [];
    const role = roleOf(name);
    if (role === "known-after-treatment") {
      const detail = "it becomes known after treatment has begun, and differs by how far the treatment is";
      return [{ column: name, reason: role, detail }];
    }
    if (role !== "feature" && role !== "protected") {
      return [
        { column: name, reason: "identifier", detail: "its name says that it is no property of a loan" },
      ];
    }
    const identifier = identifierEvidence(column, groups);
    return identifier === null ? [] : [{ column: name, reason: "identifier", detail: identifier }];
  });
}

/** Which columns are compared: a model's features, or all that were not left out. */
function comparedColumns(
  { table }: Portfolio,
  model: Model | null,
  excluded: readonly ExcludedColumn[],
): (name: string) => boolean {
  if (model !== null) {
    const features = new Set(model.report.features);
    return (name) => features.has(name);
  }
  const out = new Set(excluded.map(({ column }) => column));
  const known = new Set(table.columns.map(({ name }) => name));
  return (name) => !out.has(name) && (known.has(name) || /^(feature|protected)$/.test(roleOf(name)));
}

function compared(
  table: Table,
  isCompared: (name: string) => boolean,
  named: (name: string) => string,
): Table {
  const columns = table.columns.filter(({ name }) => isCompared(name));
  return { ...table, columns: columns.map((column) => ({ ...column, name: named(column.name) })) };
}

async function withRisks<T>(
  sides: readonly T[],
  portfolios: readonly Portfolio[],
  model: Model,
  args: Arguments,
  console: Console,
): Promise<(T & { readonly risk: Float64Array })[]> {
  const scorer = await openScorer(model, threadCount(args));
  try {
    const scored: (T & { readonly risk: Float64Array })[] = [];
    for (const [i, { table, groupKeys }] of portfolios.entries()) {
      console.progress(i / portfolios.length, "Scoring");
      const { risk } = await scorer.score(table, groupKeys);
      scored.push({ ...sides[i], risk });
    }
    return scored;
  } finally {
    await scorer.close();
  }
}

function described(file: string, { rowCount, rejectedRows, table }: Portfolio) {
  return { file, rows: rowCount, rowsUsed: table.rowCount, rowsRejected: rejectedRows };
}

function inWords({ columns, score, outcome, newColumns, verdict, text, ...rows }: DriftReport): string {
  const parts: ColumnDrift[] = score === null ? [...columns] : [...columns, score];
  const table = parts.map(({ column, verdict: own, psi, expectedPsi, missing }) => [
    column,
    own,
    psi?.toFixed(3) ?? "",
    expectedPsi?.toFixed(3) ?? "",
    percent(missing.reference),
    percent(missing.current),
  ]);
  const header = ["column", "verdict", "PSI", "by chance", "missing before", "missing now"];
  const rate = outcome === null ? [] : [outcomeInWords(outcome)];
  const added = newColumns.length > 0 ? [`not in the reference: ${newColumns.join(", ")}`] : [];
  return [
    `${rows.referenceRows} loans then, ${rows.currentRows} now`,
    ...(table.length > 0 ? ["", textTable(header, table), ""] : []),
    ...parts.map((part) => part.text),
    ...rate,
    ...added,
    "",
    // The report's own text says again what is above where something has changed.
    verdict === "broken" || verdict === "shifted" ? `verdict: ${verdict}` : `verdict: ${verdict}. ${text}`,
  ].join("\n");
}

function outcomeInWords({
  reference,
  current,
  difference,
  verdict,
}: NonNullable<DriftReport["outcome"]>): string {
  const points = [difference.value, difference.low, difference.high].map((value) => (100 * value).toFixed(1));
  return (
    `Not recovered: ${percent(reference.value)} then, ${percent(current.value)} now; difference ${points[0]} points, ` +
    `95 % interval ${points[1]} to ${points[2]}: ${verdict}.`
  );
}
