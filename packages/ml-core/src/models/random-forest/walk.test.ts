import fc from "fast-check";
import { expect, test } from "vitest";
import { sharedNumbers } from "../../parallel/shared.ts";
import { uniforms } from "../../testing/loans.ts";
import { randomTrees } from "../../testing/random-trees.ts";
import { missingCode } from "./nodes.ts";
import { walkTrees } from "./walk.ts";

test("rows that walk together end where each alone does, to the last bit", () => {
  const property = fc.property(
    fc.nat(),
    // The last is so wide that trees of more than 512 nodes are not laid out.
    fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 1, max: 40 }) },
      { weight: 1, arbitrary: fc.constantFrom(129, 8193) },
    ),
    fc.integer({ min: 2, max: 255 }),
    fc.boolean(),
    (seed, features, codeCount, isSum) => {
      const uniform = uniforms(seed);
      const options = { trees: 5, features, maxDepth: 11, codeCount, emptyLeaves: 0 };
      const trees = { ...randomTrees(options, uniform), seed, ...(isSum ? { base: 0.25 } : {}) };
      const rowCount = 800 + Math.floor(uniform() * 9);
      const codes = Uint8Array.from({ length: features * rowCount }, () =>
        uniform() < 0.1 ? missingCode : Math.floor(uniform() * codeCount),
      );
      const bagKeys = Int32Array.from({ length: rowCount }, (_, row) => row * 7919);
      const seen = Uint8Array.from({ length: rowCount }, () => (uniform() < 0.3 ? 1 : 0));
      const rows = { codes, rowCount, featureCount: features, bagKeys, seen };
      const [together, alone] = [sharedNumbers(rowCount), sharedNumbers(rowCount)];
      walkTrees(trees, rows, 3, rowCount, together);
      for (let row = 3; row < rowCount; row++) walkTrees(trees, rows, row, row + 1, alone);
      expect(together).toEqual(alone);
    },
  );
  fc.assert(property, { numRuns: 60, seed: 1 });
});
