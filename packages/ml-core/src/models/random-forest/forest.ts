import { inLanes } from "../../parallel/lanes.ts";
import type { Pool } from "../../parallel/pool.ts";
import { discard, sharedIntegers, sharedNumbers } from "../../parallel/shared.ts";
import type { GrownTree, GrowOptions, TrainingRows } from "./grow.ts";
import type { GrowRoom } from "./tree-rows.ts";
import type { PackedTrees, WalkRows } from "./walk.ts";

export interface ForestOptions extends GrowOptions {
  /** How many trees, at least 1. */
  readonly trees: number;
}

/** A grown forest. `nodes` lies in shared memory. */
export interface Forest extends PackedTrees {
  /** Impurity removed by each feature, summed over the trees; not normalised. */
  readonly importance: Float64Array;
}

/**
 * Grows a forest. The same rows and options give the same bytes, whatever the pool and the order of the rows.
 * @param rooms how many trees grow at the same time, each in a room of its own, in shared memory
 * @param onTrees called with the number of trees that are done
 */
export async function fitForest(
  rows: TrainingRows,
  options: ForestOptions,
  pool: Pool,
  rooms: readonly GrowRoom[],
  onTrees: (done: number) => void = () => {},
): Promise<Forest> {
  const { trees } = options;
  const batch = Math.max(1, Math.min(16, Math.ceil(trees / (pool.threads * 6))));
  const grown: GrownTree[] = [];
  let done = 0;
  await inLanes(Math.ceil(trees / batch), rooms, async (i, room) => {
    const from = i * batch;
    const to = Math.min(trees, from + batch);
    const output = await pool.run("grow", { rows, options, from, to, room });
    output.forEach((tree, j) => {
      grown[from + j] = tree;
    });
    done += to - from;
    onTrees(done);
  });
  return assemble(grown, rows.featureCount, options.seed);
}

function assemble(grown: readonly GrownTree[], featureCount: number, seed: number): Forest {
  const roots = new Int32Array(grown.length);
  const importance = new Float64Array(featureCount);
  let length = 0;
  grown.forEach((tree, i) => {
    roots[i] = length;
    length += tree.nodes.length;
    tree.importance.forEach((gain, feature) => {
      importance[feature] += gain;
    });
  });
  const nodes = sharedIntegers(length);
  grown.forEach((tree, i) => {
    nodes.set(tree.nodes, roots[i]);
    // Otherwise all trees would be there twice until the garbage is collected.
    discard(tree.nodes);
  });
  return { nodes, roots, seed, importance };
}

/** Rows that one task scores, at most: laying out a tree (see layout.ts) should cost little beside walking it. */
const taskRows = 65_536;
/** Codes that one task copies, at most. */
const taskCodes = 1 << 23;

/**
 * Mean leaf value per row, over the trees that may speak, or base plus their sum (see walk.ts).
 * @returns `rows.rowCount` numbers in shared memory
 */
export async function walkForest(trees: PackedTrees, rows: WalkRows, pool: Pool): Promise<Float64Array> {
  const { rowCount, featureCount } = rows;
  const out = sharedNumbers(rowCount);
  const { nodes, roots, seed, base } = trees;
  // As many tasks as threads, or a multiple: all of the same size, so that none is waited for.
  const most = Math.max(1024, Math.min(taskRows, Math.floor(taskCodes / Math.max(1, featureCount))));
  const count = pool.threads * Math.ceil(rowCount / most / pool.threads);
  const size = Math.ceil(rowCount / count);
  const tasks: Promise<null>[] = [];
  for (let from = 0; from < rowCount; from += size) {
    const to = Math.min(rowCount, from + size);
    tasks.push(pool.run("walk", { trees: { nodes, roots, seed, base }, rows, from, to, out }));
  }
  await Promise.all(tasks);
  return out;
}
