import type { Pool } from "../../parallel/pool.ts";
import { sharedIntegers } from "../../parallel/shared.ts";
import { type BoostOptions, type BoostRows, sliceRounds } from "./boost-rows.ts";
import { type BoostedTree, BoostMember } from "./grow-tree.ts";
import { Team } from "./team.ts";

/** Boosted trees end to end. `nodes` lies in shared memory. */
export interface BoostedTrees {
  readonly nodes: Int32Array;
  readonly roots: Int32Array;
  /** Log-odds before the first tree. */
  readonly base: number;
  /** Loss removed by each feature in training, in nats, summed over the trees. */
  readonly importance: Float64Array;
}

/** One member's share of some rounds. */
export interface BoostTask {
  readonly rows: BoostRows;
  readonly options: BoostOptions;
  readonly rank: number;
  readonly from: number;
  readonly to: number;
}

/** Grows trees `from..to` together with the other members. @returns the trees, from the first member only */
export function runBoostTask({ rows, options, rank, from, to }: BoostTask): BoostedTree[] {
  const team = new Team(rows.sync, rank, rows.teamSize);
  try {
    const member = new BoostMember(rows, options, team);
    const trees: BoostedTree[] = [];
    for (let round = from; round < to; round++) {
      const tree = member.grow(round, round - from);
      if (rank === 0) trees.push(tree);
    }
    return trees;
  } catch (error) {
    team.fail();
    throw error;
  }
}

export interface Stopping {
  readonly maxRounds: number;
  /** Stops when the held-out loss has not fallen for so many rounds, and keeps the trees of the lowest; 0: never. */
  readonly patience: number;
}

/**
 * Boosts `rows` on the pool's threads. Needs `rows.teamSize` of them at the same time, which a pool of as many
 * gives as long as tasks start in the order in which they were handed in.
 */
export async function boost(
  rows: BoostRows,
  options: BoostOptions,
  { maxRounds, patience }: Stopping,
  pool: Pool,
  onRounds: (done: number) => void,
): Promise<BoostedTree[]> {
  const trees: BoostedTree[] = [];
  let best = { loss: Number.POSITIVE_INFINITY, rounds: 0 };
  while (trees.length < maxRounds) {
    const from = trees.length;
    const to = Math.min(maxRounds, from + sliceRounds);
    const members = Array.from({ length: rows.teamSize }, (_, rank) =>
      pool.run("boost", { rows, options, rank, from, to }),
    );
    const [grown] = await Promise.all(members);
    trees.push(...grown);
    onRounds(trees.length);
    if (patience === 0) continue;
    for (let round = from; round < to; round++) {
      const loss = lossAfter(rows, round - from);
      if (loss < best.loss) best = { loss, rounds: round + 1 };
    }
    if (trees.length - best.rounds >= patience) break;
  }
  return patience === 0 ? trees : trees.slice(0, Math.max(1, best.rounds));
}

function lossAfter({ losses, teamSize }: BoostRows, place: number): number {
  let loss = 0;
  for (let member = 0; member < teamSize; member++) loss += losses[place * teamSize + member];
  return loss;
}

/** Puts trees end to end. */
export function joinTrees(trees: readonly BoostedTree[], base: number, featureCount: number): BoostedTrees {
  const roots = new Int32Array(trees.length);
  const importance = new Float64Array(featureCount);
  let length = 0;
  trees.forEach((tree, i) => {
    roots[i] = length;
    length += tree.nodes.length;
    for (let feature = 0; feature < featureCount; feature++) importance[feature] += tree.importance[feature];
  });
  const nodes = sharedIntegers(length);
  trees.forEach((tree, i) => {
    nodes.set(tree.nodes, roots[i]);
  });
  return { nodes, roots, base, importance };
}
