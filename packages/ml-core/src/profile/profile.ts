import { roleOf } from "../table/roles.ts";
import type { Column, Table } from "../table/table.ts";
import { notRecovered, type OutcomeCounts, placeOfLabel, recovered, total } from "./category-counter.ts";
import { CategoryStats, describeCategories } from "./category-stats.ts";
import { DistinctCounter } from "./distinct-counter.ts";
import { rateOf } from "./estimates.ts";
import { describeNumbers } from "./number-profile.ts";
import { NumberStats } from "./number-stats.ts";
import type { ProfileBatch } from "./profile-batch.ts";
import type { ColumnProfile, TableProfile } from "./profile-report.ts";
import { correlationsOf, plotsOf, SampledRows } from "./sampled-rows.ts";
import { SegmentStats } from "./segment-stats.ts";

export interface ProfileOptions {
  /** Names of the segments that batches index. */
  readonly segments?: readonly string[];
  /** Chooses the sampled rows; a 32-bit whole number, 42 by default. */
  readonly seed?: number;
}

type Stats = NumberStats | CategoryStats;

/**
 * Looks at a table once, batch by batch, in memory that does not grow with the rows. Columns are found by name; one
 * that a batch lacks counts as missing there. The same rows in the same order give the same profile, but for the
 * places at which sketches are cut not even the batches matter.
 */
export class Profiler {
  private readonly stats = new Map<string, Stats>();
  private readonly totals: OutcomeCounts = new Float64Array(3);
  private readonly borrowers = new DistinctCounter();
  private readonly sample: SampledRows;
  private readonly segments: SegmentStats;
  private hasBorrowers = true;
  private rows = 0;

  constructor({ segments = [], seed = 42 }: ProfileOptions = {}) {
    this.sample = new SampledRows(seed);
    this.segments = new SegmentStats(segments);
  }

  /**
   * Adds the next rows.
   * @throws RangeError where lengths differ, a segment has no name, or a column changes its kind
   */
  add(batch: ProfileBatch): void {
    checkLengths(batch);
    const { table, label, groupKeys } = batch;
    const outcome = new Uint8Array(table.rowCount);
    for (let row = 0; row < table.rowCount; row++) {
      outcome[row] = placeOfLabel(label === undefined ? -1 : label[row]);
      this.totals[outcome[row]]++;
    }
    if (groupKeys === undefined) this.hasBorrowers = false;
    else for (const key of groupKeys) this.borrowers.add(key);
    for (const column of table.columns) addColumn(this.statsOf(column), column, outcome);
    this.segments.add(batch, outcome);
    this.sample.add(batch, this.rows);
    this.rows += table.rowCount;
  }

  /** The profile of the rows added so far. */
  report(): TableProfile {
    const { totals } = this;
    const independence = this.hasBorrowers && this.rows > 0 ? this.borrowers.count() / this.rows : 1;
    const share = Math.min(1, independence);
    const resolved = totals[recovered] + totals[notRecovered];
    const columns = [...this.stats].map(([name, stats]) => this.describe(name, stats, share));
    const { names } = this.segments;
    return {
      formatVersion: 1,
      rows: this.rows,
      resolved,
      notRecovered: totals[notRecovered],
      borrowers: this.hasBorrowers
        ? { count: this.borrowers.count(), isExact: this.borrowers.isExact }
        : null,
      outcomeRate: rateOf(totals[notRecovered], resolved, share),
      columns,
      correlations: correlationsOf(this.sample),
      segments: this.segments.describe(this.rows, share),
      plots: plotsOf(columns, this.sample, names),
    };
  }

  private statsOf(column: Column): Stats {
    let stats = this.stats.get(column.name);
    if (stats === undefined) {
      stats = column.kind === "number" ? new NumberStats() : new CategoryStats();
      this.stats.set(column.name, stats);
    }
    return stats;
  }

  private describe(column: string, stats: Stats, independence: number): ColumnProfile {
    const present = presentOf(stats);
    const gone = this.totals.map((count, place) => count - present[place]);
    const missing = total(gone);
    const distinct = { count: stats.distinct.count(), isExact: stats.distinct.isExact };
    const common = {
      column,
      role: roleOf(column),
      rows: this.rows,
      missing,
      missingShare: this.rows > 0 ? missing / this.rows : 0,
      distinct,
      missingOutcome: rateOf(gone[notRecovered], gone[notRecovered] + gone[recovered], independence),
      remarks: remarksOn(stats, this.rows, missing),
    };
    return stats instanceof NumberStats
      ? { ...common, ...describeNumbers(stats, independence) }
      : { ...common, ...describeCategories(stats, independence) };
  }
}

/** Rows that are looked at together. */
const batchRows = 65_536;

/**
 * Profiles a table that is in memory.
 * @param known label, borrowers, risk and segments of its rows, where they are known
 * @throws RangeError where lengths differ or a segment has no name
 */
export function profileTable(
  table: Table,
  known: Omit<ProfileBatch, "table"> = {},
  options: ProfileOptions & { readonly onProgress?: (fraction: number) => void } = {},
): TableProfile {
  checkLengths({ table, ...known });
  const profiler = new Profiler(options);
  for (let from = 0; from === 0 || from < table.rowCount; from += batchRows) {
    const to = Math.min(table.rowCount, from + batchRows);
    options.onProgress?.(from / Math.max(1, table.rowCount));
    profiler.add({
      table: { rowCount: to - from, columns: table.columns.map((column) => part(column, from, to)) },
      label: known.label?.subarray(from, to),
      groupKeys: known.groupKeys?.subarray(from, to),
      risk: known.risk?.subarray(from, to),
      segment: known.segment?.subarray(from, to),
    });
  }
  return profiler.report();
}

function part(column: Column, from: number, to: number): Column {
  return column.kind === "number"
    ? { ...column, values: column.values.subarray(from, to) }
    : { ...column, codes: column.codes.subarray(from, to) };
}

function checkLengths({ table, label, groupKeys, risk, segment }: ProfileBatch): void {
  for (const [name, values] of Object.entries({ label, groupKeys, risk, segment })) {
    if (values !== undefined && values.length !== table.rowCount) {
      throw new RangeError(`${name} has ${values.length} values for ${table.rowCount} rows`);
    }
  }
}

function addColumn(stats: Stats, column: Column, outcome: Uint8Array): void {
  if (stats instanceof NumberStats && column.kind === "number") stats.add(column.values, outcome);
  else if (stats instanceof CategoryStats && column.kind === "category") stats.add(column, outcome);
  else {
    const was = stats instanceof NumberStats ? "numbers" : "categories";
    throw new RangeError(
      `column ${column.name} held ${was} in the rows before and is of kind ${column.kind} now`,
    );
  }
}

function presentOf(stats: Stats): OutcomeCounts {
  return stats instanceof NumberStats
    ? Float64Array.from(stats.moments, ({ count }) => count)
    : stats.present;
}

function remarksOn(stats: Stats, rows: number, missing: number): string[] {
  const present = rows - missing;
  const distinct = stats.distinct.count();
  const remarks: string[] = [];
  if (rows > 0 && present === 0) remarks.push("It has no value at all.");
  else if (missing / rows > 0.5) remarks.push("More than half of its values are missing.");
  if (present > 1 && distinct === 1) remarks.push("All its values are equal.");
  if (stats instanceof CategoryStats && present >= 20 && distinct >= 0.9 * present) {
    remarks.push("Nearly all its values differ: it names rows rather than describing them.");
  }
  return remarks;
}
