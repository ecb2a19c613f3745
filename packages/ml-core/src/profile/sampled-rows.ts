import { spearman } from "./correlation.ts";
import type { ProfileBatch } from "./profile-batch.ts";
import type { ColumnProfile, Correlations, Plots, ScatterPoint } from "./profile-report.ts";
import { RowSample } from "./row-sample.ts";

const sampleSize = 2000;
/** Pairs of columns grow with the square: this many columns make 780. */
const mostCorrelated = 40;

/** All that is known of the sampled rows, slot by slot. */
export class SampledRows {
  readonly columns = new Map<string, Float64Array>();
  readonly risk = new Float64Array(sampleSize).fill(Number.NaN);
  readonly label = new Int8Array(sampleSize).fill(-1);
  readonly segment = new Int32Array(sampleSize).fill(-1);
  private readonly chosen: RowSample;

  constructor(seed: number) {
    this.chosen = new RowSample(sampleSize, seed);
  }

  get size(): number {
    return this.chosen.size;
  }

  /** @param before rows of the batches before */
  add({ table, label, risk, segment }: ProfileBatch, before: number): void {
    const sources = new Map<string, Float64Array>();
    for (const column of table.columns) {
      if (column.kind !== "number") continue;
      sources.set(column.name, column.values);
      if (!this.columns.has(column.name) && this.columns.size < mostCorrelated) {
        this.columns.set(column.name, new Float64Array(sampleSize).fill(Number.NaN));
      }
    }
    for (let row = 0; row < table.rowCount; row++) {
      const slot = this.chosen.offer(before + row);
      if (slot < 0) continue;
      for (const [name, kept] of this.columns) kept[slot] = sources.get(name)?.[row] ?? Number.NaN;
      this.risk[slot] = risk?.[row] ?? Number.NaN;
      this.label[slot] = label?.[row] ?? -1;
      this.segment[slot] = segment?.[row] ?? -1;
    }
  }

  /** Slots in the order of their rows. */
  slots(): number[] {
    const { rows } = this.chosen;
    return Array.from({ length: this.size }, (_, slot) => slot).sort((a, b) => rows[a] - rows[b]);
  }
}

/** Rank correlations of all pairs of (the first 40) columns of numbers, on the sampled rows. */
export function correlationsOf(sample: SampledRows): Correlations {
  const columns = [...sample.columns.keys()];
  const values = [...sample.columns.values()].map((kept) => kept.subarray(0, sample.size));
  const matrix = columns.map(() => new Array<number | null>(columns.length).fill(null));
  for (let a = 0; a < columns.length; a++) {
    for (let b = 0; b <= a; b++) {
      matrix[a][b] = spearman(values[a], values[b]);
      matrix[b][a] = matrix[a][b];
    }
  }
  return { columns, sampledRows: sample.size, spearman: matrix };
}

/** The plots of the problem's seed, as data. */
export function plotsOf(
  columns: readonly ColumnProfile[],
  sample: SampledRows,
  segments: readonly string[],
): Plots {
  const numbers = (name: string) => {
    const found = columns.find(({ column }) => column === name);
    return found?.kind === "number" ? found : null;
  };
  return {
    missedPaymentsByOutcome: numbers("Num_Missed_Payments")?.boxes ?? null,
    loanAmounts: numbers("Loan_Amount")?.histogram ?? null,
    incomeAgainstRisk: scatter(sample, segments),
  };
}

function scatter(sample: SampledRows, segments: readonly string[]): ScatterPoint[] | null {
  const income = sample.columns.get("Monthly_Income");
  if (income === undefined) return null;
  const points = sample.slots().flatMap((slot) => {
    if (!Number.isFinite(income[slot]) || !Number.isFinite(sample.risk[slot])) return [];
    return [
      {
        income: income[slot],
        risk: sample.risk[slot],
        isNotRecovered: sample.label[slot] < 0 ? null : sample.label[slot] === 1,
        segment: segments[sample.segment[slot]] ?? null,
      },
    ];
  });
  return points.length > 0 ? points : null;
}
