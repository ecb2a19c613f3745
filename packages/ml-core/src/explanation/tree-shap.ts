import { goesLeft, leafValues, maxFeatures, splitWords } from "../models/random-forest/nodes.ts";
import { type CoveredTrees, featureBit } from "./covers.ts";
import { gaussLegendre } from "./quadrature.ts";

/** A quadrature with all that the inner loops take from it. */
interface Rule {
  readonly count: number;
  readonly points: Float64Array;
  /** 1 - point. */
  readonly rests: Float64Array;
  readonly inverseRests: Float64Array;
  readonly weights: Float64Array;
}

/*
 * What one walk needs, of which a thread does one at a time. Constants of this module, because V8 then writes their
 * addresses and lengths into the loops: a quarter of their time. Between two walks everything per feature is as at first.
 */
const room = 1 << 17;
/**
 * Slots of `stride` numbers, for nodes on the way down: the product over the path's features at each point, times
 * the quadrature's weight.
 */
const products = new Float64Array(room);
/** Beside each product: 1 / the factor that its node's split brought in. */
const inverses = new Float64Array(room);
/** Beside each product: the sums over the leaves below that have taken more factors in. */
const sums = new Float64Array(room);
/** At the first number of each slot: the sum of value x mass over the leaves that share its product. */
const totals = new Float64Array(room);
/** Of the quadrature at hand; rests are 1 - point. */
const points = new Float64Array(room);
const rests = new Float64Array(room);
const inverseRests = new Float64Array(room);
/** Per depth: the part of the product that is the same at all points. */
const masses = new Float64Array(room);
/** Per feature, for the path at hand: whether the row has failed a split on it, its share, its inverse's slot. */
const failedOn = new Uint8Array(maxFeatures + 1);
const shares = new Float64Array(maxFeatures + 1).fill(1);
const inverseAt = new Int32Array(maxFeatures + 1);

/**
 * Exact path-dependent TreeSHAP. The values are those of Lundberg et al. (2020), "From local explanations to global
 * understanding with explainable AI for trees", Algorithm 2; the way to them is another.
 *
 * The game that a tree plays gives the coalition S the sum over leaves of `leaf value x product over the features i
 * on the leaf's path of (i in S ? o_i : z_i)`, where o_i is 1 if the row passes every split on i and z_i is the
 * share of training weight that does. Owen (1972) showed that a Shapley value is the integral over t in [0, 1] of
 * the game's derivative where every feature takes part with probability t:
 *
 *     phi_i = integral of sum over leaves of value x (o_i - z_i) x product over j != i of (t o_j + (1 - t) z_j)
 *
 * That is a polynomial of degree (features on the path - 1), so that Gauss-Legendre quadrature with half as many
 * points is exact. One walk through the tree carries the product at all points down and the sums over leaves up
 * (as Yu et al. 2022, "Linear TreeShap", do with another choice of points): O(nodes x points) for all features
 * together. All factors are positive, so nothing cancels. Where a feature returns on a path, its factor is replaced
 * and the difference of the two derivatives is credited at the later split. Once the row has failed a split on a
 * feature, further splits on it scale the product by a number: those cost one multiplication.
 */
export class TreeShap {
  private readonly trees: CoveredTrees;
  private readonly nodes: Int32Array;
  private readonly values: Float32Array;
  private readonly leftShare: Float64Array;
  private readonly subtreeMeans: Float64Array;
  private readonly subtreeFeatures: Int32Array;
  private readonly rules: Rule[] = [];
  private rule: Rule;
  private readonly stride: number;
  /** The features that `failedOn` marks, as far as they have a bit. */
  private failedSet = 0;
  private codes: Uint8Array = new Uint8Array(0);
  private out: Float64Array = new Float64Array(0);

  /** @throws RangeError when the longest path, over so many different features, is too long for the room there is */
  constructor(trees: CoveredTrees) {
    this.trees = trees;
    this.nodes = trees.nodes;
    this.values = leafValues(trees.nodes);
    this.leftShare = trees.leftShare;
    this.subtreeMeans = trees.subtreeMeans;
    this.subtreeFeatures = trees.subtreeFeatures;
    for (const features of trees.pathFeatures) {
      const count = Math.max(1, Math.ceil(features / 2));
      this.rules[count] ??= ruleOf(count);
    }
    this.stride = Math.max(1, this.rules.length - 1);
    this.rule = ruleOf(1);
    // One slot for the root and two for the children on each level.
    if ((2 * trees.maxDepth + 1) * this.stride > room)
      throw new RangeError(`paths of ${trees.maxDepth} splits are too long to explain`);
  }

  /**
   * Adds the attributions of one tree to `out`. They sum to the row's leaf minus the tree's mean.
   * @param codes the row's code of each feature
   * @param out one number per feature, in the units of the leaves
   */
  addTree(tree: number, codes: Uint8Array, out: Float64Array): void {
    this.codes = codes;
    this.out = out;
    this.rule = this.rules[Math.max(1, Math.ceil(this.trees.pathFeatures[tree] / 2))];
    products.set(this.rule.weights);
    points.set(this.rule.points);
    rests.set(this.rule.rests);
    inverseRests.set(this.rule.inverseRests);
    inverses.fill(1, 0, this.stride);
    masses[0] = 1;
    this.visit(this.trees.roots[tree], 0, this.stride, 0);
  }

  /**
   * Walks the subtree at `at`, whose product is in slot `here`, and adds to that slot's total and sums. Slots from
   * `free` on are the subtree's own. The arguments are whole numbers only: V8 allocates for others.
   */
  private visit(at: number, here: number, free: number, depth: number): void {
    const node = at >> 1;
    if ((this.subtreeFeatures[node] & ~this.failedSet) === 0) {
      // A leaf, or a subtree in which the row has failed every feature before: then it counts with its mean.
      totals[here] += masses[depth] * this.subtreeMeans[node];
      return;
    }
    const { nodes } = this;
    const head = nodes[at];
    const left = at + splitWords(head);
    const right = at + nodes[at + 1];
    if (failedOn[head & 0xffff] === 1) {
      const share = this.leftShare[node];
      const mass = masses[depth];
      masses[depth + 1] = mass * share;
      if (share > 0) this.visit(left, here, free, depth + 1);
      masses[depth + 1] = mass * (1 - share);
      if (share < 1) this.visit(right, here, free, depth + 1);
    } else if (nodes[left] < 0 && nodes[right] < 0) {
      this.splitLeaves(at, here, depth);
    } else {
      this.split(at, here, free, depth);
    }
  }

  /**
   * A split on a feature that the row has not failed. On the side that the row goes to, the feature's factor becomes
   * t + (1 - t) x passing; on the other (1 - t) x failing, of which the mass takes the second part.
   */
  private split(at: number, here: number, free: number, depth: number): void {
    const { nodes } = this;
    const { count } = this.rule;
    const feature = nodes[at] & 0xffff;
    const toLeft = goesLeft(nodes, at, this.codes[feature]);
    const left = at + splitWords(nodes[at]);
    const right = at + nodes[at + 1];
    const share = this.leftShare[at >> 1];
    const before = shares[feature];
    const old = inverseAt[feature];
    const passing = before * (toLeft ? share : 1 - share);
    const failing = before * (toLeft ? 1 - share : share);
    const other = free + this.stride;
    this.openSlots(here, old, free, passing);
    const mass = masses[depth];
    const below = other + this.stride;
    const set = this.failedSet;
    // Left before right whichever the row takes: that is the order in which the nodes lie in memory.
    for (let child = left; ; child = right) {
      if ((child === left) === toLeft) {
        shares[feature] = passing;
        inverseAt[feature] = free;
        masses[depth + 1] = mass;
        this.visit(child, free, below, depth + 1);
        shares[feature] = before;
        inverseAt[feature] = old;
      } else if (failing > 0) {
        failedOn[feature] = 1;
        this.failedSet = set | featureBit(feature);
        masses[depth + 1] = mass * failing;
        this.visit(child, other, below, depth + 1);
        failedOn[feature] = 0;
        this.failedSet = set;
      }
      if (child === right) break;
    }
    const gain = 1 - passing;
    const gained = 1 - before;
    const passed = totals[free];
    const failed = totals[other];
    let credit = 0;
    for (let k = 0; k < count; k++) {
      const known = gained * inverses[old + k];
      const passedSum = sums[free + k] + passed * products[free + k];
      const failedSum = sums[other + k] + failed * products[other + k];
      credit += passedSum * (gain * inverses[free + k] - known) - failedSum * (inverseRests[k] + known);
      sums[here + k] += passedSum + failedSum;
    }
    this.out[feature] += credit;
  }

  /** The products of both children, in two slots from `free` on, with nothing summed yet. */
  private openSlots(here: number, old: number, free: number, passing: number): void {
    const { count } = this.rule;
    const other = free + this.stride;
    for (let k = 0; k < count; k++) {
      const factor = points[k] + rests[k] * passing;
      const product = products[here + k] * inverses[old + k];
      products[free + k] = product * factor;
      products[other + k] = product * rests[k];
      inverses[free + k] = 1 / factor;
      sums[free + k] = 0;
      sums[other + k] = 0;
    }
    totals[free] = 0;
    totals[other] = 0;
  }

  /** `split` where both children are leaves, as are those of a third of all splits: nothing is carried down. */
  private splitLeaves(at: number, here: number, depth: number): void {
    const { nodes, values } = this;
    const { count } = this.rule;
    const feature = nodes[at] & 0xffff;
    const toLeft = goesLeft(nodes, at, this.codes[feature]);
    const left = at + splitWords(nodes[at]);
    const right = at + nodes[at + 1];
    const share = this.leftShare[at >> 1];
    const before = shares[feature];
    const old = inverseAt[feature];
    const passing = before * (toLeft ? share : 1 - share);
    const failing = before * (toLeft ? 1 - share : share);
    const passed = masses[depth] * values[(toLeft ? left : right) + 1];
    const failed = masses[depth] * values[(toLeft ? right : left) + 1] * failing;
    const direct = passed * (1 - passing) - failed;
    const rest = passed * passing + failed;
    const gained = 1 - before;
    let credit = 0;
    for (let k = 0; k < count; k++) {
      const inverse = inverses[old + k];
      const product = products[here + k] * inverse;
      const sum = passed * points[k] + rest * rests[k];
      credit += product * (direct - gained * inverse * sum);
      sums[here + k] += product * sum;
    }
    this.out[feature] += credit;
  }
}

function ruleOf(count: number): Rule {
  const { points, weights } = gaussLegendre(count);
  const rests = points.map((point) => 1 - point);
  return { count, points, weights, rests, inverseRests: rests.map((rest) => 1 / rest) };
}
