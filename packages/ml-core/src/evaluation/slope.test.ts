import { beforeAll, expect, test } from "vitest";
import { openScorer, train } from "../pipeline.ts";
import { makeLoans, uniforms } from "../testing/loans.ts";
import { numberGroups } from "./groups.ts";
import { calibrationError } from "./metrics.ts";
import { type CalibrationSlope, calibrationSlope } from "./slope.ts";

function own(rows: number) {
  return numberGroups(Float64Array.from({ length: rows }, (_, i) => i));
}

/** Outcomes whose true logit is `slope * logit(score) + shift`. */
function draw(rows: number, slope: number, shift: number, seed: number) {
  const uniform = uniforms(seed);
  const score = Float64Array.from({ length: rows }, () => 0.02 + 0.96 * uniform());
  const label = Uint8Array.from(score, (p) =>
    uniform() < 1 / (1 + Math.exp(-(slope * Math.log(p / (1 - p)) + shift))) ? 1 : 0,
  );
  return { score, label };
}

test("the fit is scikit-learn's", () => {
  // scikit-learn 1.2.1: coef_ and intercept_ of LogisticRegression(penalty=None, solver='newton-cholesky') on logit(p).
  const score = Float64Array.from({ length: 40 }, (_, i) => (((i * 7) % 40) + 0.5) / 40);
  const label = Uint8Array.from({ length: 40 }, (_, i) => (((i * 7) % 40) + ((i * 13) % 17) > 24 ? 1 : 0));
  const fit = calibrationSlope(score, label, own(40));
  expect(fit?.slope).toBeCloseTo(2.975757526203436, 5);
  expect(fit?.intercept).toBeCloseTo(1.3046957564982717, 5);
});

test("the intervals hold the true slope, intercept and calibration in the large", () => {
  const hits = [0, 0, 0];
  for (let seed = 0; seed < 300; seed++) {
    const { score, label } = draw(400, 0.8, 0.3, seed);
    const fit = calibrationSlope(score, label, own(400));
    if (fit === null) continue;
    if (fit.slopeLow < 0.8 && 0.8 < fit.slopeHigh) hits[0]++;
    if (Math.abs(fit.intercept - 0.3) < 1.96 * fit.interceptError) hits[1]++;
    const fair = draw(400, 1, 0, seed + 1000);
    const large = calibrationSlope(fair.score, fair.label, own(400));
    if (large !== null && Math.abs(large.inTheLarge) < 1.96 * large.inTheLargeError) hits[2]++;
  }
  for (const hit of hits) {
    expect(hit / 300).toBeGreaterThan(0.91);
    expect(hit / 300).toBeLessThan(0.985);
  }
});

test("a borrower's copies of a loan do not narrow the interval", () => {
  const { score, label } = draw(200, 1, 0, 1);
  const four = Array.from({ length: 800 }, (_, i) => i >> 2);
  const once = calibrationSlope(score, label, own(200));
  const copies = calibrationSlope(
    Float64Array.from(four, (i) => score[i]),
    Uint8Array.from(four, (i) => label[i]),
    numberGroups(Float64Array.from(four)),
  );
  expect(copies?.slope).toBeCloseTo(once?.slope ?? 0, 8);
  expect(copies?.slopeError).toBeCloseTo(once?.slopeError ?? 0, 8);
});

test("no line where there is one class, one forecast or a clean separation", () => {
  const spread = Float64Array.of(0.1, 0.2, 0.8, 0.9);
  expect(calibrationSlope(spread, new Uint8Array(4), own(4))).toBeNull();
  expect(calibrationSlope(new Float64Array(4).fill(0.3), Uint8Array.of(0, 1, 0, 1), own(4))).toBeNull();
  expect(calibrationSlope(spread, Uint8Array.of(0, 0, 1, 1), own(4))).toBeNull();
  expect(calibrationSlope(new Float64Array(0), new Uint8Array(0), own(0))).toBeNull();
});

/** A model of 6,000 loans, tried on 20,000 of other borrowers. */
let fresh: { risk: Float64Array; label: Uint8Array; fit: CalibrationSlope | null };

beforeAll(async () => {
  // 120 trees are close to 500 and take a quarter of the time, most of which is cross-validation.
  const model = await train(makeLoans(6000, 21), { trees: 120 });
  const loans = makeLoans(20_000, 22);
  const scorer = await openScorer(model);
  const { risk } = await scorer.score(loans.table, loans.groupKeys);
  await scorer.close();
  fresh = {
    risk,
    label: loans.label,
    fit: calibrationSlope(risk, loans.label, numberGroups(loans.groupKeys)),
  };
}, 120_000);

test("scores of fresh loans have a calibration slope of .9 to 1.1 and no bias in the large", () => {
  expect(fresh.fit?.slope).toBeGreaterThan(0.9);
  expect(fresh.fit?.slope).toBeLessThan(1.1);
  expect(Math.abs(fresh.fit?.inTheLarge ?? 1)).toBeLessThan(0.1);
});

test("the calibration error of 20,000 fresh loans is below .02", () => {
  expect(calibrationError(fresh.risk, fresh.label)).toBeLessThan(0.02);
});
