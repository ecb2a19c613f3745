import fc from "fast-check";
import { expect, test } from "vitest";
import { bagCount, treeSalt } from "../models/random-forest/bagging.ts";
import { goesLeft, leafHead, missingCode, numberHead, splitWords } from "../models/random-forest/nodes.ts";
import { walkTrees } from "../models/random-forest/walk.ts";
import { uniforms } from "../testing/loans.ts";
import { type RandomTreeOptions, randomTrees } from "../testing/random-trees.ts";
import { Attributor } from "./attributions.ts";
import { coverTrees } from "./covers.ts";
import type { TreeEnsemble } from "./ensemble.ts";

/** Sum of the weights of the leaves below a node: the definition, with nothing precomputed. */
function cover(nodes: Int32Array, at: number): number {
  if (nodes[at] < 0) return nodes[at] & 0x7fffffff;
  return cover(nodes, at + splitWords(nodes[at])) + cover(nodes, at + nodes[at + 1]);
}

/** What a tree says when only the features in `known` (a bit set) are known: EXPVALUE of Lundberg et al. 2020. */
function expected(nodes: Int32Array, at: number, codes: Uint8Array, known: number): number {
  if (nodes[at] < 0) return new Float32Array(nodes.buffer)[at + 1];
  const feature = nodes[at] & 0xffff;
  const [left, right] = [at + splitWords(nodes[at]), at + nodes[at + 1]];
  if ((known >>> feature) & 1) {
    return expected(nodes, goesLeft(nodes, at, codes[feature]) ? left : right, codes, known);
  }
  const total = cover(nodes, left) + cover(nodes, right);
  const share = total > 0 ? cover(nodes, left) / total : 0.5;
  return share * expected(nodes, left, codes, known) + (1 - share) * expected(nodes, right, codes, known);
}

/** Shapley's formula, over all coalitions. */
function bruteForce(nodes: Int32Array, root: number, codes: Uint8Array): { base: number; values: number[] } {
  const features = codes.length;
  const game = Array.from({ length: 1 << features }, (_, known) => expected(nodes, root, codes, known));
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
  const values = Array.from({ length: features }, (_, feature) => {
    let sum = 0;
    for (let known = 0; known < game.length; known++) {
      if ((known >>> feature) & 1) continue;
      let size = 0;
      for (let bits = known; bits > 0; bits >>>= 1) size += bits & 1;
      const weight = (factorial(size) * factorial(features - size - 1)) / factorial(features);
      sum += weight * (game[known | (1 << feature)] - game[known]);
    }
    return sum;
  });
  return { base: game[0], values };
}

function randomCodes(options: RandomTreeOptions, uniform: () => number): Uint8Array {
  return Uint8Array.from({ length: options.features }, () =>
    uniform() < 0.2 ? missingCode : Math.floor(uniform() * options.codeCount),
  );
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

const shapes = fc.record({
  trees: fc.constant(1),
  features: fc.integer({ min: 1, max: 6 }),
  maxDepth: fc.integer({ min: 0, max: 8 }),
  codeCount: fc.integer({ min: 2, max: 255 }),
  emptyLeaves: fc.constantFrom(0, 0.2, 0.7, 1),
});

test("values equal Shapley's formula over all coalitions", () => {
  fc.assert(
    fc.property(shapes, fc.integer(), (options, seed) => {
      const uniform = uniforms(seed);
      const trees: TreeEnsemble = { ...randomTrees(options, uniform), combine: { kind: "sum", base: 0 } };
      const codes = randomCodes(options, uniform);
      const { base, values } = new Attributor(coverTrees(trees), options.features).explain(codes, null);
      const truth = bruteForce(trees.nodes, trees.roots[0], codes);
      expect(Math.abs(base - truth.base)).toBeLessThan(1e-12);
      truth.values.forEach((value, feature) => {
        expect(Math.abs(values[feature] - value)).toBeLessThan(1e-12);
      });
    }),
    { numRuns: 300 },
  );
});

test("base plus values is the raw score, for forests and for boosting, with long paths and many features", () => {
  const options = { trees: 20, features: 40, maxDepth: 14, codeCount: 200, emptyLeaves: 0.1 };
  const uniform = uniforms(3);
  const packed = randomTrees(options, uniform);
  for (const combine of [{ kind: "mean", seed: 7 } as const, { kind: "sum", base: -1.5 } as const]) {
    const attributor = new Attributor(coverTrees({ ...packed, combine }), options.features);
    for (let i = 0; i < 5; i++) {
      const { base, raw, values } = attributor.explain(randomCodes(options, uniform), null);
      expect(Math.abs(base + sum(values) - raw)).toBeLessThan(1e-9);
      expect(values.some((value) => value !== 0)).toBe(true);
    }
  }
});

test("a trained borrower is explained by the trees that never drew the borrower, and scored like in scoring", () => {
  const options = { trees: 30, features: 5, maxDepth: 5, codeCount: 9, emptyLeaves: 0.1 };
  const uniform = uniforms(11);
  const packed = randomTrees(options, uniform);
  const trees: TreeEnsemble = { ...packed, combine: { kind: "mean", seed: 5 } };
  const attributor = new Attributor(coverTrees(trees), options.features);
  for (let key = 1; key < 20; key++) {
    const codes = randomCodes(options, uniform);
    const { base, raw, values } = attributor.explain(codes, key);
    const out = new Float64Array(1);
    const seen = Uint8Array.of(1);
    const rows = { codes, rowCount: 1, featureCount: 5, seen, bagKeys: Int32Array.of(key) };
    walkTrees({ ...packed, seed: 5 }, rows, 0, 1, out);
    expect(raw).toBe(out[0]);
    const speaking = Array.from(packed.roots).filter((_, tree) => bagCount(treeSalt(5, tree), key) === 0);
    const truths = speaking.map((root) => bruteForce(packed.nodes, root, codes));
    expect(base).toBeCloseTo(sum(truths.map((truth) => truth.base)) / truths.length, 12);
    values.forEach((value, feature) => {
      expect(value).toBeCloseTo(sum(truths.map((truth) => truth.values[feature])) / truths.length, 12);
    });
  }
});

test("a borrower whom every tree drew has no raw score and no attributions", () => {
  const packed = { nodes: Int32Array.of(leafHead(3), 0), roots: Int32Array.of(0) };
  const key = Array.from({ length: 100 }, (_, i) => i).find((i) => bagCount(treeSalt(1, 0), i) > 0) ?? 0;
  const trees = coverTrees({ ...packed, combine: { kind: "mean", seed: 1 } });
  const { base, raw, values } = new Attributor(trees, 2).explain(Uint8Array.of(1, 2), key);
  expect([base, raw, ...values]).toEqual([Number.NaN, Number.NaN, 0, 0]);
});

test("input that does not fit is refused by name", () => {
  const nodes = Int32Array.of(numberHead(0, 3, false), 4, leafHead(1), 0, leafHead(1), 0);
  const combine = { kind: "sum", base: 0 } as const;
  const trees = coverTrees({ nodes, roots: Int32Array.of(0), combine });
  expect(() => new Attributor(trees, 2).explain(Uint8Array.of(1), null)).toThrow("1 codes for 2 features");
  const torn = Int32Array.of(numberHead(0, 3, false) | (3 << 16) | (1 << 24), 2);
  expect(() => coverTrees({ nodes: torn, roots: Int32Array.of(0), combine })).toThrow(/ends at/);
});
