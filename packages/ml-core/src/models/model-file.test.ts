import { beforeAll, expect, test } from "vitest";
import { openScorer, train } from "../pipeline.ts";
import { makeLoans } from "../testing/loans.ts";
import { baseRateModel, type Model } from "./model.ts";
import { loadModel, ModelFileError, modelHash, serializeModel } from "./model-file.ts";

const loans = makeLoans(1500, 1);
let model: Model;
let bytes: Uint8Array;

beforeAll(async () => {
  model = await train(loans, { trees: 20 });
  bytes = serializeModel(model);
}, 120_000);

function faultOf(changed: Uint8Array): string {
  try {
    loadModel(changed);
    return "none";
  } catch (error) {
    if (!(error instanceof ModelFileError)) throw error;
    return error.fault;
  }
}

function changed(at: number, change: (byte: number) => number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = change(copy[at]);
  return copy;
}

test("a model comes back from its file equal, with equal bytes and hash", () => {
  const loaded = loadModel(bytes);
  expect(loaded).toEqual(model);
  expect(serializeModel(loaded)).toEqual(bytes);
  expect(modelHash(loaded)).toMatch(/^[0-9a-f]{64}$/);
  expect(modelHash(loaded)).toBe(modelHash(model));
  expect(modelHash(baseRateModel({ positives: 1, total: 3 }))).not.toBe(modelHash(model));
});

test("a file inside a larger buffer at an odd offset loads", () => {
  const buffer = new Uint8Array(bytes.length + 3);
  buffer.set(bytes, 3);
  expect(loadModel(buffer.subarray(3))).toEqual(model);
});

test("scores of the loaded model are the same bits, on fresh rows and on trained ones", async () => {
  const fresh = makeLoans(800, 2);
  const scorers = [await openScorer(model), await openScorer(loadModel(bytes))];
  for (const rows of [loans, fresh]) {
    const [given, loaded] = await Promise.all(
      scorers.map((scorer) => scorer.score(rows.table, rows.groupKeys)),
    );
    expect(loaded).toEqual(given);
  }
});

test("what is wrong with a file is told apart", () => {
  expect(faultOf(new TextEncoder().encode("Borrower_ID,Loan_ID\n"))).toBe("not-a-model");
  expect(faultOf(new Uint8Array(0))).toBe("not-a-model");
  for (const length of [4, 12, 100, bytes.length >> 1, bytes.length - 1]) {
    expect(faultOf(bytes.slice(0, length))).toBe("truncated");
  }
  expect(faultOf(changed(8, () => 3))).toBe("newer");
  expect(faultOf(changed(8, () => 1))).toBe("older");
  for (const at of [bytes.length - 1, bytes.length - 40, bytes.length >> 1]) {
    expect(faultOf(changed(at, (byte) => byte ^ 1))).toBe("altered");
  }
  const header = new TextDecoder().decode(bytes).indexOf('"baseRate":0.') + 13;
  expect(faultOf(changed(header, (byte) => (byte === 0x31 ? 0x32 : 0x31)))).toBe("altered");
  const longer = new Uint8Array(bytes.length + 1);
  longer.set(bytes);
  expect(faultOf(longer)).toBe("altered");
  expect(() => loadModel(bytes.slice(0, 1000))).toThrow(/cut short: it has 1000 bytes/);
});

test("base-rate models save, load and say what they are", () => {
  const none = baseRateModel({ positives: 0, total: 0 });
  expect(none.baseRate).toBe(0.5);
  expect(none.report.warnings[0].code).toBe("no-outcomes");
  expect(baseRateModel({ positives: 3, total: 9 }).baseRate).toBe(0.35);
  expect(loadModel(serializeModel(none))).toEqual(none);
  expect(() => baseRateModel({ positives: 4, total: 3 })).toThrow("4 positives of 3 rows");
});
