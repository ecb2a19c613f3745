import type { CoveredTrees } from "../explanation/covers.ts";
import { attributeRows } from "../explanation/mean-attribution.ts";
import { encodeColumn, type FeatureEncoding, fitEncoding } from "../features/encoding.ts";
import { type BoostTask, runBoostTask } from "../models/gradient-boosting/boost.ts";
import type { BoostedTree } from "../models/gradient-boosting/grow-tree.ts";
import {
  type GrownTree,
  type GrowOptions,
  type TrainingRows,
  TreeGrower,
} from "../models/random-forest/grow.ts";
import { type PackedTrees, type WalkRows, walkTrees } from "../models/random-forest/walk.ts";
import type { Column } from "../table/table.ts";

/** A column, and where its codes go. */
interface EncodeTask {
  readonly column: Column;
  /** Shared. */
  readonly codes: Uint8Array;
  readonly offset: number;
}

/** What a worker can be asked to do. Everything large in an input lies in shared memory and is not copied. */
export interface Tasks {
  /** Learn the bins of a column and write its codes. */
  encode: { input: EncodeTask; output: FeatureEncoding };
  /** Grow trees `from..to`. */
  grow: {
    input: { rows: TrainingRows; options: GrowOptions; from: number; to: number };
    output: GrownTree[];
  };
  /** Boost some rounds together with the other members of a team, who must run at the same time. */
  boost: { input: BoostTask; output: BoostedTree[] };
  /** Score rows `from..to` into the shared `out`. */
  walk: {
    input: { trees: PackedTrees; rows: WalkRows; from: number; to: number; out: Float64Array };
    output: null;
  };
  /** Explain rows `from..to` into the shared `out`. */
  attribute: {
    input: { trees: CoveredTrees; rows: WalkRows; from: number; to: number; out: Float64Array };
    output: null;
  };
}

export type TaskName = keyof Tasks;

const handlers: { [Name in TaskName]: (input: Tasks[Name]["input"]) => Tasks[Name]["output"] } = {
  encode({ column, codes, offset }) {
    const encoding = fitEncoding(column);
    const { length } = column.kind === "number" ? column.values : column.codes;
    encodeColumn(encoding, column, 0, length, codes, offset);
    return encoding;
  },
  grow({ rows, options, from, to }) {
    const grower = new TreeGrower(rows, options);
    return Array.from({ length: to - from }, (_, i) => grower.grow(from + i));
  },
  boost: runBoostTask,
  walk({ trees, rows, from, to, out }) {
    walkTrees(trees, rows, from, to, out);
    return null;
  },
  attribute({ trees, rows, from, to, out }) {
    attributeRows(trees, rows, from, to, out);
    return null;
  },
};

/** Does the task here and now. */
export function runTask<Name extends TaskName>(
  name: Name,
  input: Tasks[Name]["input"],
): Tasks[Name]["output"] {
  return handlers[name](input);
}
