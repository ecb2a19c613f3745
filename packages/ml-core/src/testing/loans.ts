import { groupKey, mix32 } from "../table/group-key.ts";
import type { Column, Table } from "../table/table.ts";

/** Made-up training rows with known truth, for tests and benchmarks. */
export interface MadeLoans {
  readonly table: Table;
  readonly label: Uint8Array;
  readonly groupKeys: Float64Array;
  /** The true probability of class 1 of each row. */
  readonly truth: Float64Array;
}

/** Uniform numbers in [0, 1) from a counter; the same seed gives the same sequence everywhere. */
export function uniforms(seed: number): () => number {
  let state = mix32(seed ^ 0x3c6ef372);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return mix32(state) / 4294967296;
  };
}

/**
 * Loans with numbers, categories, missing values and an interaction.
 * @param strength 0 makes the outcome independent of everything
 * @param loansPerBorrower every run of that many rows belongs to one borrower
 */
export function makeLoans(rows: number, seed: number, strength = 1, loansPerBorrower = 1): MadeLoans {
  const uniform = uniforms(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const numbers = [
    "Monthly_Income",
    "Loan_Amount",
    "Days_Past_Due",
    "Interest_Rate",
    "Collateral_Value",
    "noise",
  ];
  const values = numbers.map(() => new Float64Array(rows));
  const kind = new Int32Array(rows);
  const job = new Int32Array(rows);
  const truth = new Float64Array(rows);
  const label = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) {
    const ability = normal();
    values[0][i] = Math.round(Math.exp(10 + 0.5 * ability + 0.2 * normal()));
    values[1][i] = Math.round(Math.exp(12 + 0.6 * normal()));
    values[2][i] = Math.round(Math.max(0, 60 * uniform() - 15 * normal()));
    values[3][i] = 9 + 2 * normal() - ability;
    values[4][i] = uniform() < 0.4 ? Number.NaN : values[1][i] * (0.5 + uniform());
    values[5][i] = normal();
    kind[i] = Math.floor(uniform() * 4);
    job[i] = uniform() < 0.05 ? -1 : Math.floor(uniform() * 3);
    const late = values[2][i] > 35 ? 0.9 : -0.3;
    const unsecured = Number.isNaN(values[4][i]) ? 0.5 : -0.3;
    const burden = Math.log(values[1][i] / values[0][i]) - 2;
    const logit = strength * (late + unsecured + 0.8 * burden + (kind[i] === 2 && job[i] === 1 ? 1.2 : 0));
    truth[i] = 1 / (1 + Math.exp(-logit));
    label[i] = uniform() < truth[i] ? 1 : 0;
  }
  const columns: Column[] = numbers.map((name, n) => ({ kind: "number", name, values: values[n] }));
  columns.push({
    kind: "category",
    name: "Loan_Type",
    codes: kind,
    categories: ["Auto", "Home", "Personal", "Business"],
  });
  columns.push({
    kind: "category",
    name: "Employment_Type",
    codes: job,
    categories: ["Salaried", "Own", "None"],
  });
  const groupKeys = Float64Array.from(label, (_, i) =>
    groupKey(`${seed}-${Math.floor(i / loansPerBorrower)}`),
  );
  return { table: { rowCount: rows, columns }, label, groupKeys, truth };
}

/** The same rows in another order: row i of the result is row `order[i]`. */
export function reorder(loans: MadeLoans, order: readonly number[]): MadeLoans {
  return {
    table: {
      rowCount: order.length,
      columns: loans.table.columns.map((column) =>
        column.kind === "number"
          ? { ...column, values: Float64Array.from(order, (row) => column.values[row]) }
          : { ...column, codes: Int32Array.from(order, (row) => column.codes[row]) },
      ),
    },
    label: Uint8Array.from(order, (row) => loans.label[row]),
    groupKeys: Float64Array.from(order, (row) => loans.groupKeys[row]),
    truth: Float64Array.from(order, (row) => loans.truth[row]),
  };
}
