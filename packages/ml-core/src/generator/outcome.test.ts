import { expect, test } from "vitest";
import { generatePortfolio, portfolioHeader } from "./portfolio.ts";

const statusAt = portfolioHeader.indexOf("Recovery_Status");
const attemptsAt = portfolioHeader.indexOf("Collection_Attempts");
const rows = 30_000;

interface Drawn {
  truth: Float64Array;
  notRecovered: Uint8Array;
  column: (name: string) => Float64Array;
}

function draw(signal: number): Drawn {
  const truth = new Float64Array(rows);
  const notRecovered = new Uint8Array(rows);
  const columns = portfolioHeader.map(() => new Float64Array(rows));
  let i = 0;
  for (const row of generatePortfolio({ rows, seed: 7, kind: "history", signal, missing: 0 })) {
    truth[i] = row.truth;
    notRecovered[i] = row.cells[statusAt] === "Fully Recovered" ? 0 : 1;
    for (let c = 0; c < columns.length; c++) columns[c][i] = Number(row.cells[c]);
    i++;
  }
  return { truth, notRecovered, column: (name) => columns[portfolioHeader.indexOf(name)] };
}

/** Probability that a random positive stands above a random negative, ties counted half. */
function rocAuc(score: Float64Array, label: Uint8Array): number {
  const order = Uint32Array.from(score.keys()).sort((a, b) => score[a] - score[b]);
  let rankSum = 0;
  let positives = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && score[order[to]] === score[order[from]]) to++;
    for (let k = from; k < to; k++) {
      if (label[order[k]] === 1) {
        rankSum += (from + to + 1) / 2;
        positives++;
      }
    }
    from = to;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (label.length - positives));
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

const full = draw(1);
const none = draw(0);

test("between 35 and 40 per cent are not recovered, whatever the signal", () => {
  for (const drawn of [full, none, draw(0.5)]) {
    expect(mean(drawn.notRecovered)).toBeGreaterThan(0.35);
    expect(mean(drawn.notRecovered)).toBeLessThan(0.4);
  }
});

test("the truth is calibrated: in each tenth of it the drawn share is the mean probability", () => {
  const order = Uint32Array.from(full.truth.keys()).sort((a, b) => full.truth[a] - full.truth[b]);
  for (let tenth = 0; tenth < 10; tenth++) {
    const part = order.subarray((tenth * rows) / 10, ((tenth + 1) * rows) / 10);
    let expected = 0;
    let variance = 0;
    let drawn = 0;
    for (const i of part) {
      expected += full.truth[i];
      variance += full.truth[i] * (1 - full.truth[i]);
      drawn += full.notRecovered[i];
    }
    // Four standard errors: one wrong alarm in 16,000.
    expect(Math.abs(drawn - expected)).toBeLessThan(4 * Math.sqrt(variance));
  }
});

test("with full signal the truth ranks well but not perfectly, and lateness alone ranks less well", () => {
  const best = rocAuc(full.truth, full.notRecovered);
  expect(best).toBeGreaterThan(0.82);
  expect(best).toBeLessThan(0.86);
  const lateness = rocAuc(full.column("Days_Past_Due"), full.notRecovered);
  expect(lateness).toBeGreaterThan(0.7);
  expect(lateness).toBeLessThan(best - 0.03);
});

test("what happened during collection gives the outcome away", () => {
  expect(rocAuc(full.column("Collection_Attempts"), full.notRecovered)).toBeGreaterThan(0.9);
});

test("with no signal the truth is one number and no feature known before collection ranks", () => {
  expect(new Set(none.truth).size).toBe(1);
  expect(none.truth[0]).toBeCloseTo(0.375, 10);
  const names = [
    "Monthly_Income",
    "Days_Past_Due",
    "Num_Missed_Payments",
    "Interest_Rate",
    "Collateral_Value",
  ];
  for (const name of names) {
    // Standard error of the AUC at this size: 0.0034.
    expect(Math.abs(rocAuc(none.column(name), none.notRecovered) - 0.5)).toBeLessThan(0.014);
  }
});

test("collection work on an open loan does not know how the loan will end beyond its lateness", () => {
  let sumWithin = 0;
  let counted = 0;
  const byBucket = new Map<string, { truth: number[]; attempts: number[] }>();
  const lateAt = portfolioHeader.indexOf("Days_Past_Due");
  for (const row of generatePortfolio({ rows, seed: 7, kind: "current", missing: 0 })) {
    const bucket = String(Math.ceil(Number(row.cells[lateAt]) / 30));
    const group = byBucket.get(bucket) ?? { truth: [], attempts: [] };
    group.truth.push(row.truth);
    group.attempts.push(Number(row.cells[attemptsAt]));
    byBucket.set(bucket, group);
  }
  for (const { truth, attempts } of byBucket.values()) {
    const meanTruth = mean(truth);
    const meanAttempts = mean(attempts);
    for (let i = 0; i < truth.length; i++) sumWithin += (truth[i] - meanTruth) * (attempts[i] - meanAttempts);
    counted += truth.length;
  }
  expect(counted).toBe(rows);
  expect(Math.abs(sumWithin / counted)).toBeLessThan(0.01);
});
