import { attributeRows } from "../explanation/attributions.ts";
import type { CoveredTrees } from "../explanation/covers.ts";
import { encodeColumn, fitEncodingWithin, type NumberEncoding } from "../features/encoding.ts";
import { type BoostTask, runBoostTask } from "../models/gradient-boosting/boost.ts";
import type { BoostedTree } from "../models/gradient-boosting/grow-tree.ts";
import {
  fitRegression,
  type Regression,
  type RegressionInput,
} from "../models/logistic-regression/regression.ts";
import type { MljsForest, MljsInput } from "../models/mljs-random-forest/grow.ts";
import {
  type GrownTree,
  type GrowOptions,
  type TrainingRows,
  TreeGrower,
} from "../models/random-forest/grow.ts";
import type { GrowRoom } from "../models/random-forest/tree-rows.ts";
import { type PackedTrees, type WalkRows, walkTrees } from "../models/random-forest/walk.ts";

/** What a worker can be asked to do. Everything large in an input lies in shared memory and is not copied. */
export interface Tasks {
  /** Learn the bins of a column of numbers, in the two arrays themselves; see `fitEncodingWithin`. */
  learn: { input: { name: string; values: Float64Array; spare: Float64Array }; output: NumberEncoding };
  /** Write the codes of a column of numbers from `offset` of the shared `codes` on. */
  encode: {
    input: { encoding: NumberEncoding; values: Float64Array; codes: Uint8Array; offset: number };
    output: null;
  };
  /** Grow trees `from..to`, with the rows of each in `room`. */
  grow: {
    input: { rows: TrainingRows; options: GrowOptions; from: number; to: number; room: GrowRoom };
    output: GrownTree[];
  };
  /** Boost some rounds together with the other members of a team, who must run at the same time. */
  boost: { input: BoostTask; output: BoostedTree[] };
  /** Fit a logistic regression. */
  regress: { input: RegressionInput; output: Regression };
  /** Grow a whole forest with the ml-random-forest package. */
  mljs: { input: MljsInput; output: MljsForest };
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

type Handler<Name extends TaskName> = (
  input: Tasks[Name]["input"],
) => Tasks[Name]["output"] | Promise<Tasks[Name]["output"]>;

const handlers: { [Name in TaskName]: Handler<Name> } = {
  learn: ({ name, values, spare }) => fitEncodingWithin(name, values, spare),
  encode({ encoding, values, codes, offset }) {
    const column = { kind: "number" as const, name: encoding.name, values };
    encodeColumn(encoding, column, 0, values.length, codes, offset);
    return null;
  },
  grow({ rows, options, from, to, room }) {
    const grower = new TreeGrower(rows, options, room);
    return Array.from({ length: to - from }, (_, i) => grower.grow(from + i));
  },
  boost: runBoostTask,
  regress: fitRegression,
  // Loaded by those only who ask for it.
  async mljs(input) {
    return (await import("../models/mljs-random-forest/grow.ts")).growMljsForest(input);
  },
  walk({ trees, rows, from, to, out }) {
    walkTrees(trees, rows, from, to, out);
    return null;
  },
  attribute({ trees, rows, from, to, out }) {
    attributeRows(trees, rows, from, to, out);
    return null;
  },
};

/** Does the task in this thread. */
export async function runTask<Name extends TaskName>(
  name: Name,
  input: Tasks[Name]["input"],
): Promise<Tasks[Name]["output"]> {
  return handlers[name](input);
}
