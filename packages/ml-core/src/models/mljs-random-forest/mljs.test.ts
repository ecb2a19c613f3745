import { RandomForestClassifier } from "ml-random-forest";
import { expect, test } from "vitest";
import { openPool } from "../../parallel/pool.ts";
import { train } from "../../pipeline.ts";
import { makeLoans } from "../../testing/loans.ts";
import { ClassifierRefusal } from "../classifier.ts";
import { encodeTraining } from "../random-forest/fit.ts";
import { walkForest } from "../random-forest/forest.ts";
import { growMljsForest } from "./grow.ts";

const alone = openPool(1);

test("probabilities are the shares of the trees' votes, which the package's own are not", async () => {
  const { rows } = await encodeTraining(makeLoans(150, 1), alone);
  const { codes, rowCount, featureCount, labels } = rows;
  const grown = growMljsForest({ codes, rowCount, featureCount, labels, seed: 5, trees: 7, minSamples: 3 });
  const ours = await walkForest({ ...grown, seed: 5 }, rows, alone);

  const matrix = Array.from({ length: rowCount }, (_, row) =>
    Array.from({ length: featureCount }, (_column, f) => codes[f * rowCount + row]),
  );
  const theirs = new RandomForestClassifier({
    ...{ seed: 5, nEstimators: 7, maxFeatures: Math.ceil(featureCount / 2), replacement: false, noOOB: true },
    treeOptions: { minNumSamples: 3 },
  });
  theirs.train(matrix, Array.from(labels));
  const votes = theirs.predictionValues(matrix);
  for (let row = 0; row < rowCount; row++) {
    const share = Array.from({ length: 7 }, (_, tree) => votes.get(row, tree)).reduce((a, b) => a + b, 0) / 7;
    expect(ours[row]).toBeCloseTo(share, 12);
  }
  const wrong = theirs.predictProbability(matrix, 1).filter((p, row) => Math.abs(p - ours[row]) > 1e-9);
  expect(wrong.length).toBeGreaterThan(0);
});

test("every training row is counted in one leaf of each tree", async () => {
  const { rows } = await encodeTraining(makeLoans(120, 2), alone);
  const { nodes, roots } = growMljsForest({ ...rows, seed: 1, trees: 4, minSamples: 5 });
  roots.forEach((root, tree) => {
    const words = nodes.subarray(root, roots[tree + 1] ?? nodes.length).filter((_, at) => at % 2 === 0);
    const leaves = words.filter((word) => word < 0).map((word) => word & 0x7fffffff);
    expect(leaves.reduce((sum, count) => sum + count, 0)).toBe(120);
  });
});

test("rows that would take minutes and weights are refused with the reason", async () => {
  const many = makeLoans(4000, 3);
  const refused = train(many, { classifier: "mljs-random-forest" });
  await expect(refused).rejects.toThrow(ClassifierRefusal);
  await expect(refused).rejects.toThrow(/about \d+ minutes for 4000 rows of 8 columns.*for up to \d+ rows/);
  const few = makeLoans(100, 4);
  const weighted = train(few, { classifier: "mljs-random-forest", classWeights: "balanced" });
  await expect(weighted).rejects.toThrow(/cannot weigh rows/);
});
