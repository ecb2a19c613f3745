import type { CoveredTrees } from "./covers.ts";
import { goesLeft, leafValues, splitWords } from "./ensemble.ts";
import { gaussLegendre } from "./quadrature.ts";

/** A quadrature with all that the inner loops take from it. */
interface Rule {
  readonly count: number;
  readonly points: Float64Array;
  /** 1 - point. */
  readonly rests: Float64Array;
  readonly weights: Float64Array;
}

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
  private readonly values: Float32Array;
  private readonly rules: Rule[] = [];
  private rule: Rule;
  /** Per level: the product over the path's features at each point, times the quadrature's weight. */
  private readonly products: Float64Array;
  /** Per level: the sums over the leaves below it. */
  private readonly sums: Float64Array;
  /** Per level: 1 / factor of the feature of the split above it. */
  private readonly inverses: Float64Array;
  private readonly stride: number;
  /** Per feature, for the path at hand: whether the row has failed a split on it, its share, its inverse's place. */
  private readonly failed: Uint8Array;
  private readonly shares: Float64Array;
  private readonly inverseAt: Int32Array;
  private codes = new Uint8Array(0);
  private out = new Float64Array(0);

  /** @param featureCount features of a row, at least one more than the largest that a split names */
  constructor(trees: CoveredTrees, featureCount: number) {
    this.trees = trees;
    this.values = leafValues(trees.nodes);
    for (const features of trees.pathFeatures) {
      const count = Math.max(1, Math.ceil(features / 2));
      this.rules[count] ??= ruleOf(count);
    }
    this.stride = Math.max(1, this.rules.length - 1);
    this.rule = ruleOf(1);
    const size = (trees.maxDepth + 2) * this.stride;
    this.products = new Float64Array(size);
    this.sums = new Float64Array(size);
    this.inverses = new Float64Array(size).fill(1, 0, this.stride);
    this.failed = new Uint8Array(featureCount);
    this.shares = new Float64Array(featureCount).fill(1);
    this.inverseAt = new Int32Array(featureCount);
  }

  /**
   * Adds the attributions of one tree to `out`. They sum to the row's leaf minus the tree's mean.
   * @param codes the row's code of each feature
   * @param out one number per feature, in the units of the leaves
   */
  addTree(tree: number, codes: Uint8Array, out: Float64Array): void {
    const root = this.trees.roots[tree];
    if (this.trees.nodes[root] < 0) return;
    this.codes = codes;
    this.out = out;
    this.rule = this.rules[Math.max(1, Math.ceil(this.trees.pathFeatures[tree] / 2))];
    this.products.set(this.rule.weights);
    this.sums.fill(0, 0, this.rule.count);
    this.visit(root, 0, 1);
  }

  /**
   * Walks the subtree at `at`. `mass` is the part of the product that is the same at all points.
   * @returns the sum of value x mass over the leaves at this level; those at deeper levels are in `sums`
   */
  private visit(at: number, level: number, mass: number): number {
    const { nodes, leftShare } = this.trees;
    const head = nodes[at];
    if (head < 0) return mass * this.values[at + 1];
    const feature = head & 0xffff;
    const left = at + splitWords(head);
    const right = at + nodes[at + 1];
    const share = leftShare[at >> 1];
    if (this.failed[feature] === 1) {
      let total = 0;
      if (share > 0) total += this.visit(left, level, mass * share);
      if (share < 1) total += this.visit(right, level, mass * (1 - share));
      return total;
    }
    const toLeft = goesLeft(nodes, at, this.codes[feature]);
    const before = this.shares[feature];
    const inverse = this.inverseAt[feature];
    const passing = before * (toLeft ? share : 1 - share);
    const failing = before * (toLeft ? 1 - share : share);
    this.passed(feature, toLeft ? left : right, level, mass, before, inverse, passing);
    if (failing > 0) {
      this.failedSide(feature, toLeft ? right : left, level, mass * failing, before, inverse);
    }
    this.shares[feature] = before;
    this.inverseAt[feature] = inverse;
    return 0;
  }

  /** The child that the row goes to: the feature's factor becomes t + (1 - t) x passing. */
  private passed(
    feature: number,
    child: number,
    level: number,
    mass: number,
    before: number,
    inverse: number,
    passing: number,
  ): void {
    const { products, sums, inverses, stride } = this;
    const { count, points, rests } = this.rule;
    const here = level * stride;
    const there = here + stride;
    const [gain, old] = [1 - passing, 1 - before];
    let credit = 0;
    if (this.trees.nodes[child] < 0) {
      const total = mass * this.values[child + 1];
      for (let k = 0; k < count; k++) {
        const factor = (points[k] + rests[k] * passing) * inverses[inverse + k];
        const product = total * products[here + k];
        credit += product * (gain * inverses[inverse + k] - old * inverses[inverse + k] * factor);
        sums[here + k] += product * factor;
      }
      this.out[feature] += credit;
      return;
    }
    for (let k = 0; k < count; k++) {
      const factor = points[k] + rests[k] * passing;
      products[there + k] = products[here + k] * factor * inverses[inverse + k];
      inverses[there + k] = 1 / factor;
      sums[there + k] = 0;
    }
    this.shares[feature] = passing;
    this.inverseAt[feature] = there;
    const total = this.visit(child, level + 1, mass);
    for (let k = 0; k < count; k++) {
      const sum = sums[there + k] + total * products[there + k];
      credit += sum * (gain * inverses[there + k] - old * inverses[inverse + k]);
      sums[here + k] += sum;
    }
    this.out[feature] += credit;
  }

  /** The other child: the feature's factor becomes (1 - t) x failing, of which `mass` holds the second part. */
  private failedSide(
    feature: number,
    child: number,
    level: number,
    mass: number,
    before: number,
    inverse: number,
  ): void {
    const { products, sums, inverses, stride } = this;
    const { count, rests } = this.rule;
    const here = level * stride;
    const there = here + stride;
    const old = 1 - before;
    let credit = 0;
    if (this.trees.nodes[child] < 0) {
      const total = mass * this.values[child + 1];
      for (let k = 0; k < count; k++) {
        const product = total * products[here + k] * inverses[inverse + k];
        credit -= product * (1 + old * rests[k] * inverses[inverse + k]);
        sums[here + k] += product * rests[k];
      }
      this.out[feature] += credit;
      return;
    }
    for (let k = 0; k < count; k++) {
      products[there + k] = products[here + k] * rests[k] * inverses[inverse + k];
      sums[there + k] = 0;
    }
    this.failed[feature] = 1;
    const total = this.visit(child, level + 1, mass);
    this.failed[feature] = 0;
    for (let k = 0; k < count; k++) {
      const sum = sums[there + k] + total * products[there + k];
      credit -= sum * (1 / rests[k] + old * inverses[inverse + k]);
      sums[here + k] += sum;
    }
    this.out[feature] += credit;
  }
}

function ruleOf(count: number): Rule {
  const { points, weights } = gaussLegendre(count);
  return { count, points, weights, rests: points.map((point) => 1 - point) };
}
