import { afterAll, beforeAll, expect, test } from "vitest";
import { arms, type Decided, Laboratory, random, softer } from "./harness/experiments.ts";

let lab: Laboratory;
let before: Map<string, Decided>;
let id: number;

beforeAll(async () => {
  lab = await Laboratory.open();
  before = await lab.decisions();
  id = await lab.run(random);
});
afterAll(() => lab.close());

test("a running experiment changes the challenger's loans only, and none of them past what is safe", async () => {
  const after = await lab.decisions();
  const armOf = arms(after);
  const moved: Decided[] = [];
  for (const [loan, now] of after) {
    const was = before.get(loan)!;
    expect(now.arm).toBe(armOf.get(now.borrower));
    if (now.treatment === was.treatment) {
      const { id: _, arm: __, lead: ___, ...same } = now;
      expect(was).toMatchObject(same);
      continue;
    }
    moved.push(now);
    expect(now.arm).toBe(1);
    expect(was.treatment).not.toBe("HOLD");
    expect(random.treatments).toContain(now.treatment);
    expect(now.rule).toBe(was.rule);
  }
  const champions = [...after.values()].filter(({ arm }) => arm === 0);
  for (const { loan, lead } of champions) expect(lead).toBe(before.get(loan)!.lead);
  expect(moved.length).toBeGreaterThan(100);
  expect(new Set(moved.map(({ treatment }) => treatment))).toEqual(new Set(random.treatments));
  const borrowers = [...armOf.values()];
  const share = borrowers.filter((arm) => arm === 1).length / borrowers.length;
  expect(Math.abs(share - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / borrowers.length));

  for (const { id: decision, treatment } of moved.slice(0, 25)) {
    const { decisionReceipt: receipt } = await lab.admin.data<{
      decisionReceipt: {
        experiment: { name: string; arm: string };
        alternatives: { treatment: string; isPermitted: boolean }[];
      };
    }>(
      `query ($id: ID!) { decisionReceipt(id: $id) { experiment { name arm } alternatives { treatment isPermitted } } }`,
      { id: decision },
    );
    expect(receipt.experiment).toEqual({ name: random.name, arm: "HOLDOUT" });
    expect(receipt.alternatives.find((each) => each.treatment === treatment)!.isPermitted).toBe(true);
    expect(await lab.replays(decision)).toBe(true);
  }
});

test("arms stay in later runs, and the preview of a policy equals what is published beside the experiment", async () => {
  const old = await lab.decisions();
  await lab.admin.finishJob(await lab.admin.startJob("startDecisionRun"));
  const again = await lab.decisions();
  const plain = (rows: Map<string, Decided>) => [...rows.values()].map(({ id: _, ...row }) => row);
  expect(plain(again)).toEqual(plain(old));
  const { foreseen, happened } = await lab.previewAndPublish(softer);
  expect(happened).toEqual(foreseen);
  expect(arms(await lab.decisions())).toEqual(arms(old));
  expect((await lab.show(id)).championVersions).toHaveLength(2);
});

test("a hold wins over an arm, and when it ends the borrower has the same arm and treatment again", async () => {
  const was = [...(await lab.decisions()).values()].find(
    ({ arm, treatment }) => arm === 1 && treatment === "NO_ACTION",
  )!;
  const { hold } = await lab.admin.data<{ hold: { id: string } }>(
    `mutation ($hold: HoldInput!) { hold: setHold(hold: $hold) { ... on Hold { id } } }`,
    { hold: { borrowerId: was.borrower, fact: "CEASE_COMMUNICATION" } },
  );
  expect((await lab.decisions()).get(was.loan)).toMatchObject({ treatment: "HOLD", arm: 1 });
  await lab.admin.data(`mutation { endHold(id: "${hold.id}") { ... on Hold { id } } }`);
  const { id: again, ...now } = (await lab.decisions()).get(was.loan)!;
  const { id: _, ...same } = was;
  expect(now).toEqual(same);
  expect(await lab.replays(again)).toBe(true);
});

test("a challenger's policy is followed, but nobody is moved into legal action by it", async () => {
  await lab.change("stop", id);
  const was = await lab.decisions();
  const next = await lab.run({ ...random, name: "Earlier", treatments: null, policyVersion: 2 });
  const now = await lab.decisions();
  const moves = [...now.values()].map(({ loan, treatment, arm }) => ({
    arm,
    from: was.get(loan)!.treatment,
    to: treatment,
  }));
  const moved = moves.filter(({ from, to }) => from !== to);
  // Version 2 offers settlements from 0.3 on where version 3 begins at 0.4, and goes to court from 0.455.
  expect(new Set(moved.map(({ arm, from, to }) => `${arm} ${from} ${to}`))).toEqual(
    new Set(["1 REMINDER SETTLEMENT_OFFER"]),
  );
  await lab.change("stop", next);
  expect([...(await lab.decisions()).values()].map(({ treatment }) => treatment)).toEqual(
    [...was.values()].map(({ treatment }) => treatment),
  );
});
