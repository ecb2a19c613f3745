import { afterAll, beforeAll, expect, test } from "vitest";
import { arms, Laboratory, random } from "./harness/experiments.ts";

let lab: Laboratory;
let id: number;

beforeAll(async () => {
  lab = await Laboratory.open();
  id = await lab.run({ ...random, minimumEffect: 100_000 });
});
afterAll(() => lab.close());

test("before a window is over there is nothing to judge, and the arms are alike", async () => {
  const { state, active, arms: sides, result } = await lab.show(id);
  expect({ state, active }).toEqual({ state: "RUNNING", active: true });
  expect(result).toEqual({
    windowsOver: 0,
    fatesKnown: 0,
    winner: null,
    refusal: "NO_WINDOW_OVER",
    difference: null,
    low: null,
    high: null,
  });
  const decided = await lab.decisions();
  const counts = [...arms(decided).values()];
  expect(sides.map(({ borrowers }) => borrowers)).toEqual(
    [0, 1].map((arm) => counts.filter((each) => each === arm).length),
  );
  expect(sides.reduce((sum, { loans }) => sum + loans, 0)).toBe(decided.size);
  for (const { risk } of sides) {
    expect(risk.low).toBeLessThan(risk.mean);
    expect(risk.high).toBeGreaterThan(risk.mean);
  }
  expect(sides[0].risk.high).toBeGreaterThan(sides[1].risk.low);
  expect(sides[1].risk.high).toBeGreaterThan(sides[0].risk.low);
});

test("later imports are judged once they say enough, and a planted effect is found", async () => {
  const decided = await lab.decisions();
  const entries = await lab.enterOn("2026-07-10");
  const loans = [...decided.keys()];
  // The challenger's loans are paid, and some of the champion's; for the last tenth nothing is known yet.
  const isPaid = (loan: string) => decided.get(loan)!.arm === 1 || loans.indexOf(loan) % 3 === 0;
  const isLate = (loan: string) => loans.indexOf(loan) % 10 === 9;
  const fate = (loan: string) => (isLate(loan) ? "" : isPaid(loan) ? "Fully Recovered" : "Written Off");
  expect((await lab.show(id)).result).toMatchObject({ windowsOver: entries.length, refusal: "FATE_UNKNOWN" });
  await lab.admin.importFile("july.csv", lab.laterFile("2026-07-31", fate));
  const early = (await lab.show(id)).result;
  expect(early.refusal).toBe("FATE_UNKNOWN");
  expect(early.fatesKnown).toBeLessThan(0.95 * entries.length);
  expect(early.fatesKnown).toBeGreaterThan(0.8 * entries.length);

  // Still open after the window: nothing was recovered within it.
  await lab.admin.importFile("august.csv", lab.laterFile("2026-08-31", fate));
  const { result } = await lab.show(id);
  const isKnown = Map.groupBy(decided.values(), ({ borrower }) => borrower);
  const whole = [...isKnown.values()].filter((rows) => rows.every(({ outstanding }) => outstanding !== null));
  expect(result.fatesKnown).toBe(whole.length);
  const cash = [0, 1].map((arm) => {
    const rows = whole.filter(([first]) => first.arm === arm);
    const paid = rows.flat().filter(({ loan }) => isPaid(loan) && !isLate(loan));
    return paid.reduce((sum, { outstanding }) => sum + outstanding!, 0) / rows.length;
  });
  const costs = [0, 1].map((arm) => {
    const rows = entries.filter((each) => each.arm === arm);
    return rows.reduce((sum, { cost }) => sum + cost, 0) / rows.length;
  });
  expect(result.refusal).toBeNull();
  expect(result.winner).toBe("CHALLENGER");
  const expected = cash[1] - cash[0] - (costs[1] - costs[0]);
  expect(Math.abs(result.difference! / expected - 1)).toBeLessThan(0.01);
  expect(result.low).toBeGreaterThan(0);
  expect(result.high).toBeGreaterThan(result.difference!);
});
