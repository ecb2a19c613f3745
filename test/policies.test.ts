import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "./harness/client.ts";
import {
  activeVersion,
  type Effect,
  earlierBands,
  effectFields,
  type Problem,
  type Published,
  publish,
  seedBands,
  startWithBook,
  type Totals,
  treatments,
} from "./harness/policies.ts";
import { discardServer, type RunningServer } from "./harness/server.ts";

let server: RunningServer;
let admin: Client;

/** Holds who is not due yet, no legal action for small debts, worth before bands, few hours. */
const economic = {
  bands: seedBands,
  mode: "EXPECTED_VALUE",
  priority: "NET_GAIN",
  guardrails: {
    holdFacts: ["DISPUTED"],
    holdBelowDaysPastDue: 1,
    limits: [{ treatment: "LEGAL_ACTION", minOutstanding: 2000, minDaysPastDue: 60 }],
  },
  capacity: { agentHoursPerMonth: 150, legalCasesPerMonth: 40 },
};

beforeAll(async () => {
  ({ server, admin } = await startWithBook());
});
afterAll(() => discardServer(server));

interface Simulation {
  effect: Effect;
  rules: { prices: { agentHour: number; legalCase: number } };
  problems?: Problem[];
}
async function simulate(rules: object, comparedWith: number | null = null): Promise<Simulation> {
  const { simulatePolicy } = await admin.data<{ simulatePolicy: Simulation }>(
    `query ($rules: PolicyRulesInput!, $comparedWith: Int) { simulatePolicy(rules: $rules, comparedWith: $comparedWith) {
       ... on PolicySimulation { rules { prices { agentHour legalCase } } effect { ${effectFields} } }
       ... on Refusal { problems { path message } } } }`,
    { rules, comparedWith },
  );
  return simulatePolicy;
}

function byMove(moves: { from: string; to: string; loans: number }[]): Record<string, number> {
  return Object.fromEntries(moves.map(({ from, to, loans }) => [`${from} ${to}`, loans]).sort());
}

test.each([
  ["other thresholds", { bands: earlierBands }],
  ["expected value, guardrails and scarce capacity", economic],
])("a preview of %s equals what is published, loan by loan", async (_, rules) => {
  const before = await treatments(admin);
  const preview = await simulate(rules);
  const published = await publish(admin, rules);
  expect(published.problems).toBeUndefined();
  const after = await treatments(admin);
  expect(after.size).toBe(before.size);
  const moves = Map.groupBy(after.keys(), (loan) => `${before.get(loan)} ${after.get(loan)}`);
  expect(byMove(preview.effect.movements)).toEqual(
    Object.fromEntries([...moves].map(([move, loans]) => [move, loans.length]).sort()),
  );
  expect(preview.effect.moved).toBeGreaterThan(0);
  const { activeDecisionRun: run } = await admin.data<{
    activeDecisionRun: { treatments: Totals[]; policy: { effect: Effect } };
  }>(
    `{ activeDecisionRun { treatments { treatment loans outstanding { amount } } policy { effect { ${effectFields} } } } }`,
  );
  for (const { treatment, loans, outstanding } of run.treatments) {
    const shown = preview.effect.treatments.find((each) => each.treatment === treatment)!;
    expect(shown.loans).toBe(loans);
    expect(Number(shown.outstanding.amount)).toBeCloseTo(Number(outstanding.amount), 1);
  }
  expect(run.policy.effect.movements).toEqual(preview.effect.movements);
});

test("scarce capacity has a price, and what is decided fits it", async () => {
  const { rules, effect } = await simulate({
    ...economic,
    capacity: { agentHoursPerMonth: 100, legalCasesPerMonth: 20 },
  });
  expect(rules.prices.agentHour).toBeGreaterThan(0);
  const used = (sum: (totals: Totals) => number) =>
    effect.treatments.reduce((all, each) => all + sum(each), 0);
  expect(used(({ agentHours }) => agentHours)).toBeLessThanOrEqual(100);
  expect(used(({ legalCases }) => legalCases)).toBeLessThanOrEqual(20);
});

test("a faulty policy comes back as problems beside its fields, in the preview and when publishing", async () => {
  const overlapping = {
    bands: [seedBands[0], { ...seedBands[1], from: 0.8 }, { ...seedBands[2], from: 0.6 }],
    guardrails: {
      holdFacts: [],
      holdBelowDaysPastDue: -1,
      limits: [{ treatment: "VISIT", minDaysPastDue: 3 }],
    },
  };
  const paths = [
    "rules.bands.2.from",
    "rules.guardrails.holdBelowDaysPastDue",
    "rules.guardrails.limits.0.treatment",
  ];
  expect((await simulate(overlapping)).problems!.map(({ path }) => path)).toEqual(paths);
  expect((await publish(admin, overlapping, "")).problems!.map(({ path }) => path)).toEqual([
    ...paths,
    "note",
  ]);
});

test("publishing what is in force does nothing; of two publishes at once the second is told", async () => {
  const version = await activeVersion(admin);
  const first = await publish(admin, { bands: earlierBands }, "Earlier", version);
  expect(first.policy!.version).toBe(version + 1);
  expect((await publish(admin, { bands: earlierBands })).problems![0].message).toMatch(
    /already says exactly this/,
  );
  const late = await publish(admin, { bands: seedBands }, "Later", version);
  expect(late.problems![0]).toMatchObject({ path: "basedOn" });
  expect(late.problems![0].message).toContain(
    `Version ${version + 1} was published meanwhile by admin@example.com`,
  );
  expect(await activeVersion(admin)).toBe(version + 1);
});

test("a roll-back publishes an old version's rules again, with who, why and what changed", async () => {
  const old = await treatments(admin);
  const version = await activeVersion(admin);
  await publish(admin, { bands: seedBands }, "Try");
  expect(await treatments(admin)).not.toEqual(old);
  const { rollBackPolicy } = await admin.data<{ rollBackPolicy: Published }>(
    `mutation ($version: Int!) { rollBackPolicy(version: $version) { ... on PublishedPolicy { policy { version } job { id } } } }`,
    { version },
  );
  await admin.finishJob(rollBackPolicy.job!.id);
  expect(await treatments(admin)).toEqual(old);
  const { activePolicy } = await admin.data<{ activePolicy: object }>(
    "{ activePolicy { version note createdBy approvedBy changes { path before after } } }",
  );
  expect(activePolicy).toEqual({
    version: version + 2,
    note: `Back to version ${version}.`,
    createdBy: "admin@example.com",
    approvedBy: null,
    changes: [
      { path: "bands[SETTLEMENT_OFFER].from", before: "0.5", after: "0.3" },
      { path: "bands[LEGAL_ACTION].from", before: "0.75", after: "0.455" },
    ],
  });
});
