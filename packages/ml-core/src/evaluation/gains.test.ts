import fc from "fast-check";
import { expect, test } from "vitest";
import { uniforms } from "../testing/loans.ts";
import { gainsTable } from "./gains.ts";
import { numberGroups } from "./groups.ts";

function own(rows: number) {
  return numberGroups(Float64Array.from({ length: rows }, (_, i) => i));
}

test("deciles of distinct scores are those of sorting by hand", () => {
  const score = Float64Array.from({ length: 100 }, (_, i) => ((i * 37) % 100) / 100);
  const label = Uint8Array.from(score, (s) => (s >= 0.9 || (s >= 0.5 && s < 0.55) ? 1 : 0));
  const table = gainsTable(score, label, own(100));
  expect(table.map(({ positives }) => positives)).toEqual([10, 0, 0, 0, 5, 0, 0, 0, 0, 0]);
  expect(table[0]).toMatchObject({ band: 1, rows: 10, highestScore: 0.99, lowestScore: 0.9 });
  expect(table[0].lift.value).toBeCloseTo(1 / 0.15, 12);
  expect(table[0].gain.value).toBeCloseTo(10 / 15, 12);
  expect(table[4].rate.value).toBeCloseTo(0.5, 12);
  expect(table[9].gain).toEqual({ value: 1, low: 1, high: 1 });
});

test("the bands share all rows and positives, and the order of tied rows does not matter", () => {
  const rows = fc.array(fc.tuple(fc.nat(4), fc.nat(1), fc.nat(9)), { minLength: 10, maxLength: 60 });
  fc.assert(
    fc.property(rows, (triples) => {
      const table = (given: typeof triples) =>
        gainsTable(
          Float64Array.from(given, ([s]) => s / 4),
          Uint8Array.from(given, ([, y]) => y),
          numberGroups(Float64Array.from(given, ([, , id]) => id)),
        );
      const bands = table(triples);
      const positives = triples.filter(([, y]) => y === 1).length;
      if (positives === 0) {
        expect(bands).toEqual([]);
        return;
      }
      expect(bands.reduce((sum, band) => sum + band.positives, 0)).toBeCloseTo(positives, 9);
      const back = table([...triples].reverse());
      bands.forEach(({ rate, lift, gain }, i) => {
        expect(back[i].rate.value).toBeCloseTo(rate.value, 9);
        expect(back[i].rate.high).toBeCloseTo(rate.high, 9);
        for (const { value, low, high } of [rate, lift, gain]) {
          expect(low).toBeLessThanOrEqual(value + 1e-9);
          expect(high).toBeGreaterThanOrEqual(value - 1e-9);
        }
      });
    }),
    { seed: 1 },
  );
});

test("where all scores are equal each band is the whole", () => {
  const label = Uint8Array.from({ length: 50 }, (_, i) => (i % 5 === 0 ? 1 : 0));
  for (const { rate, lift, positives, gain, band } of gainsTable(new Float64Array(50), label, own(50))) {
    expect(rate.value).toBeCloseTo(0.2, 12);
    expect(lift.value).toBeCloseTo(1, 12);
    expect(positives).toBeCloseTo(1, 12);
    expect(gain.value).toBeCloseTo(band / 10, 12);
  }
});

/** Rates rise with the score; the expectations of rate, lift and gain follow by integration. */
function draw(seed: number, borrowers: number, loans: number) {
  const uniform = uniforms(seed);
  const rows = borrowers * loans;
  const score = new Float64Array(rows);
  const label = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) {
    const first = i - (i % loans);
    score[i] = i === first ? uniform() : score[first];
    label[i] = i === first ? (uniform() < 0.1 + 0.4 * score[i] ? 1 : 0) : label[first];
  }
  return { score, label, groups: numberGroups(Float64Array.from(label, (_, i) => Math.floor(i / loans))) };
}

test("the intervals hold the true rate, lift and gain about 95 times in 100, also with copies", () => {
  // In the top tenth the rate is .1 + .4 * .95 = .48, overall .3; the top three tenths hold 3 * .44 of 3.
  const truths = { rate: 0.48, lift: 1.6, gain: 0.44 };
  for (const loans of [1, 3]) {
    const hits = { rate: 0, lift: 0, gain: 0 };
    for (let seed = 0; seed < 300; seed++) {
      const { score, label, groups } = draw(seed, 600, loans);
      const table = gainsTable(score, label, groups);
      const estimates = { rate: table[0].rate, lift: table[0].lift, gain: table[2].gain };
      for (const name of ["rate", "lift", "gain"] as const) {
        if (estimates[name].low <= truths[name] && truths[name] <= estimates[name].high) hits[name]++;
      }
    }
    for (const count of Object.values(hits)) {
      expect(count / 300).toBeGreaterThan(0.91);
      expect(count / 300).toBeLessThan(0.99);
    }
  }
});

test("too few rows give no table and wrong input is named", () => {
  expect(gainsTable(new Float64Array(9), new Uint8Array(9).fill(1), own(9))).toEqual([]);
  expect(gainsTable(new Float64Array(20), new Uint8Array(20), own(20))).toEqual([]);
  expect(() => gainsTable(new Float64Array(2), new Uint8Array(3), own(3))).toThrow("2 scores for 3 labels");
  expect(() => gainsTable(new Float64Array(3), new Uint8Array(3), own(3), 1)).toThrow("bands is 1");
});
