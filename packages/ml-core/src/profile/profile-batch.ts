import type { Table } from "../table/table.ts";

/** Some rows of a table, with what is known of them. Arrays are as long as the table. */
export interface ProfileBatch {
  readonly table: Table;
  /** 1 = not recovered, 0 = recovered, -1 = unresolved, which all rows are without it. */
  readonly label?: Int8Array | Uint8Array;
  /** `groupKey` of each row's borrower; without them each row counts as a borrower of its own. */
  readonly groupKeys?: Float64Array;
  /** Probability of not being recovered, in [0, 1], out-of-sample; NaN where unknown. */
  readonly risk?: Float64Array;
  /** Index into the profiler's segment names, -1 where there is none. */
  readonly segment?: Int32Array;
}
