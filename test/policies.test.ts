import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "./harness/client.ts";
import { portfolioCsv } from "./harness/portfolio.ts";
import { discardServer, type RunningServer, startServer } from "./harness/server.ts";

let server: RunningServer;
let admin: Client;

const seedBands = [
  { treatment: "REMINDER", from: 0, fromInclusive: true },
  { treatment: "SETTLEMENT_OFFER", from: 0.5, fromInclusive: true },
  { treatment: "LEGAL_ACTION", from: 0.75, fromInclusive: false },
];
const earlierBands = [
  { treatment: "REMINDER", from: 0, fromInclusive: true },
  { treatment: "SETTLEMENT_OFFER", from: 0.3, fromInclusive: true },
  { treatment: "LEGAL_ACTION", from: 0.455, fromInclusive: false },
];
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
  server = await startServer();
  admin = await Client.signIn(server.url);
  await admin.importFile("history.csv", portfolioCsv({ rows: 2500, seed: 21, kind: "history" }));
  await admin.importFile("current.csv", portfolioCsv({ rows: 1500, seed: 21, kind: "current" }));
  const model = await admin.finishJob(await admin.startJob("trainModel"));
  await admin.finishJob(await admin.startJob(`promoteModel(id: "${model}", override: true)`));
});
afterAll(() => discardServer(server));

interface Effect {
  id: string;
  moved: number;
  treatments: Totals[];
  movements: { from: string; to: string; loans: number }[];
}
interface Totals {
  treatment: string;
  loans: number;
  outstanding: { amount: string };
  agentHours: number;
  legalCases: number;
}
interface Simulation {
  effect: Effect;
  rules: { prices: { agentHour: number; legalCase: number } };
  problems?: { path: string; message: string }[];
}
const effectFields = `id moved movements { from to loans }
  treatments { treatment loans outstanding { amount } agentHours legalCases }`;

async function simulate(rules: object, comparedWith: number | null = null): Promise<Simulation> {
  const { simulatePolicy } = await admin.data<{ simulatePolicy: Simulation }>(
    `query ($rules: PolicyRulesInput!, $comparedWith: Int) { simulatePolicy(rules: $rules, comparedWith: $comparedWith) {
       ... on PolicySimulation { rules { prices { agentHour legalCase } } effect { ${effectFields} } }
       ... on Refusal { problems { path message } } } }`,
    { rules, comparedWith },
  );
  return simulatePolicy;
}

interface Published {
  policy?: { version: number };
  job?: { id: string };
  problems?: { path: string; message: string }[];
}

async function publish(rules: object, note = "x", basedOn: number | null = null): Promise<Published> {
  const { publishPolicy } = await admin.data<{ publishPolicy: Published }>(
    `mutation ($rules: PolicyRulesInput!, $note: String!, $basedOn: Int) { publishPolicy(rules: $rules, note: $note, basedOn: $basedOn) {
       ... on PublishedPolicy { policy { version } job { id } } ... on Refusal { problems { path message } } } }`,
    { rules, note, basedOn },
  );
  if (publishPolicy.job) await admin.finishJob(publishPolicy.job.id);
  return publishPolicy;
}

/** Each loan's treatment, as the CSV of decisions has it. A segment's name, before it, may hold commas. */
async function treatments(): Promise<Map<string, string>> {
  const [head, ...lines] = (await (await admin.get("/decisions.csv")).text()).trimEnd().split("\n");
  const columns = head.split(",");
  const fromEnd = columns.indexOf("Recovery_Strategy") - columns.length;
  const cells = lines.map((line) => line.split(","));
  return new Map(cells.map((row) => [row[columns.indexOf("Loan_ID")], row.at(fromEnd)!]));
}

async function activeVersion(): Promise<number> {
  return (await admin.data<{ activePolicy: { version: number } }>("{ activePolicy { version } }"))
    .activePolicy.version;
}

function byMove(moves: { from: string; to: string; loans: number }[]): Record<string, number> {
  return Object.fromEntries(moves.map(({ from, to, loans }) => [`${from} ${to}`, loans]).sort());
}

test.each([
  ["other thresholds", { bands: earlierBands }],
  ["expected value, guardrails and scarce capacity", economic],
])("a preview of %s equals what is published, loan by loan", async (_, rules) => {
  const before = await treatments();
  const preview = await simulate(rules);
  const published = await publish(rules);
  expect(published.problems).toBeUndefined();
  const after = await treatments();
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
  expect((await publish(overlapping, "")).problems!.map(({ path }) => path)).toEqual([...paths, "note"]);
});

test("publishing what is in force does nothing; of two publishes at once the second is told", async () => {
  const version = await activeVersion();
  const first = await publish({ bands: earlierBands }, "Earlier", version);
  expect(first.policy!.version).toBe(version + 1);
  expect((await publish({ bands: earlierBands })).problems![0].message).toMatch(/already says exactly this/);
  const late = await publish({ bands: seedBands }, "Later", version);
  expect(late.problems![0]).toMatchObject({ path: "basedOn" });
  expect(late.problems![0].message).toContain(
    `Version ${version + 1} was published meanwhile by admin@example.com`,
  );
  expect(await activeVersion()).toBe(version + 1);
});

test("a roll-back publishes an old version's rules again, with who, why and what changed", async () => {
  const old = await treatments();
  const version = await activeVersion();
  await publish({ bands: seedBands }, "Try");
  expect(await treatments()).not.toEqual(old);
  const { rollBackPolicy } = await admin.data<{ rollBackPolicy: Published }>(
    `mutation ($version: Int!) { rollBackPolicy(version: $version) { ... on PublishedPolicy { policy { version } job { id } } } }`,
    { version },
  );
  await admin.finishJob(rollBackPolicy.job!.id);
  expect(await treatments()).toEqual(old);
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

interface Draft {
  id: number;
  state: string;
  failure: string | null;
  effect: Effect;
  baseVersion: number;
  policy: { version: number; approvedBy: string; createdBy: string } | null;
  problems?: { path: string; message: string }[];
}
const draftFields = `... on PolicyDraft { id state failure baseVersion effect { ${effectFields} } policy { version approvedBy createdBy } }
  ... on Refusal { problems { path message } }`;

function draftStep(client: Client, mutation: string, variables: object = {}, types = ""): Promise<Draft> {
  return client
    .data<{ draft: Draft }>(`mutation ${types} { draft: ${mutation} { ${draftFields} } }`, { ...variables })
    .then(({ draft }) => draft);
}

function save(client: Client, rules: object, note = "Draft", id: number | null = null): Promise<Draft> {
  const types = "($rules: PolicyRulesInput!, $note: String!, $id: Int)";
  return draftStep(
    client,
    "savePolicyDraft(rules: $rules, note: $note, id: $id)",
    { rules, note, id },
    types,
  );
}

function approve(client: Client, { id, effect }: Draft, publishAt: string | null = null): Promise<Draft> {
  const types = "($id: Int!, $effectId: String!, $publishAt: DateTimeISO)";
  const mutation = "approvePolicyDraft(id: $id, effectId: $effectId, publishAt: $publishAt)";
  return draftStep(client, mutation, { id, effectId: effect.id, publishAt }, types);
}

const submit = (client: Client, { id }: Draft) => draftStep(client, `submitPolicyDraft(id: ${id})`);

async function draftOf(id: number): Promise<Draft> {
  const { policyDraft } = await admin.data<{ policyDraft: Draft }>(
    `{ policyDraft(id: ${id}) { id state failure policy { version } effect { id } } }`,
  );
  return policyDraft;
}

test("alone, an admin sends, approves and publishes a draft; what is over cannot be changed", async () => {
  const version = await activeVersion();
  const draft = await save(admin, { bands: seedBands });
  expect(draft).toMatchObject({ state: "DRAFT", baseVersion: version });
  expect(draft.effect.moved).toBeGreaterThan(0);
  const changed = await save(admin, { bands: earlierBands }, "Another idea", draft.id);
  expect(changed.effect.id).not.toBe(draft.effect.id);
  expect(changed.effect.moved).toBe(0);
  await save(admin, { bands: seedBands }, "Back again", draft.id);
  const sent = await submit(admin, draft);
  expect(sent).toMatchObject({ state: "IN_REVIEW" });
  expect((await approve(admin, changed)).problems![0]).toMatchObject({ path: "effectId" });
  const published = await approve(admin, sent);
  expect(published).toMatchObject({ state: "PUBLISHED", policy: { version: version + 1 } });
  await admin.settleRuns();
  expect(await activeVersion()).toBe(version + 1);
  const withdrawn = await draftStep(admin, `withdrawPolicyDraft(id: ${draft.id})`);
  expect(withdrawn.problems![0].message).toContain("published");
});

const second = "second@example.com";
let colleague: Client;

test("with a second admin nobody publishes alone, until that is switched off", async () => {
  const { createUser } = await admin.data<{ createUser: { temporaryPassword: string } }>(
    `mutation { createUser(email: "${second}", role: ADMIN) {
       ... on CreatedUser { temporaryPassword } ... on Refusal { problems { message } } } }`,
  );
  colleague = await Client.signIn(server.url, second, createUser.temporaryPassword);
  expect((await publish({ bands: earlierBands })).problems![0].message).toContain(
    "Another admin has to approve",
  );
  const sent = await submit(admin, await save(admin, { bands: earlierBands }));
  expect((await approve(admin, sent)).problems![0].message).toContain("Another admin has to approve");
  const rejected = await draftStep(colleague, `rejectPolicyDraft(id: ${sent.id}, note: "Too early")`);
  expect(rejected.state).toBe("REJECTED");
  expect(
    (await save(colleague, { bands: earlierBands }, "Mine now", sent.id)).problems![0].message,
  ).toContain("admin@example.com's");
  const again = await submit(admin, rejected);
  expect((await approve(colleague, again)).policy).toMatchObject({
    createdBy: "admin@example.com",
    approvedBy: second,
  });
  await admin.settleRuns();
  await admin.data("mutation { setFourEyes(on: false) }");
  expect((await publish({ bands: seedBands })).problems).toBeUndefined();
  await admin.data("mutation { setFourEyes(on: true) }");
});

test("a token asks for no review: whoever made it could approve what it asked for", async () => {
  const { createApiKey } = await admin.data<{ createApiKey: { token: string } }>(
    `mutation { createApiKey(name: "nightly", role: ADMIN) { ... on CreatedApiKey { token } } }`,
  );
  const machine = Client.withToken(server.url, createApiKey.token);
  const draft = await save(machine, { bands: earlierBands }, "By night");
  expect((await submit(machine, draft)).problems![0].message).toContain("A person has to ask");
  await expect(machine.startJob(`promoteModel(id: "2", override: true)`)).rejects.toThrow(
    /A person has to ask/,
  );
});

test("an approved draft waits for its time, and then is published by itself", async () => {
  const version = await activeVersion();
  const sent = await submit(admin, await save(admin, { bands: earlierBands }, "At night"));
  const soon = new Date(Date.now() + 3000).toISOString();
  expect((await approve(colleague, sent, soon)).state).toBe("APPROVED");
  await expect
    .poll(() => draftOf(sent.id), { timeout: 60_000, interval: 200 })
    .toMatchObject({ state: "PUBLISHED" });
  await admin.settleRuns();
  expect(await activeVersion()).toBe(version + 1);
});

test("where the book moved after the approval, the draft goes back to review; a small move does not matter", async () => {
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const small = await submit(admin, await save(admin, { bands: seedBands }, "Small move"));
  await approve(colleague, small, later);
  await admin.importFile("few.csv", portfolioCsv({ rows: 8, seed: 4, kind: "current" }));
  expect((await draftStep(admin, `publishPolicyDraft(id: ${small.id})`)).state).toBe("PUBLISHED");
  await admin.settleRuns();

  const large = await submit(admin, await save(admin, { bands: earlierBands }, "Large move"));
  await approve(colleague, large, later);
  await admin.importFile("many.csv", portfolioCsv({ rows: 200, seed: 5, kind: "current" }));
  const refused = await draftStep(admin, `publishPolicyDraft(id: ${large.id})`);
  expect(refused.problems![0].message).toMatch(
    /The book has moved since the approval: \d+\.\d % of the loans/,
  );
  const back = await draftOf(large.id);
  expect(back.state).toBe("IN_REVIEW");
  expect(back.effect.id).not.toBe(large.effect.id);
  expect((await approve(colleague, { ...large, effect: back.effect })).state).toBe("PUBLISHED");
  await admin.settleRuns();
});

test("a draft that was overtaken by another version is reviewed again", async () => {
  const sent = await submit(admin, await save(admin, { bands: seedBands }, "Overtaken"));
  await admin.data(`mutation { rollBackPolicy(version: 1) { __typename } }`);
  await admin.settleRuns();
  const overtaken = await approve(colleague, sent);
  expect(overtaken.problems![0].message).toMatch(/published meanwhile/);
  const back = await draftOf(sent.id);
  expect(back.state).toBe("IN_REVIEW");
  expect(back.failure).toMatch(/published meanwhile/);
});

interface Promotion {
  id: number;
  state: string;
  movements: { from: string | null; to: string | null; loans: number }[] | null;
  run: { id: string; loanCount: number | null };
  problems?: { message: string }[];
}
const promotionFields = "id state movements { from to loans } run { id loanCount }";

function reviewPromotion(client: Client, mutation: string): Promise<Promotion> {
  return client
    .data<{ promotion: Promotion }>(
      `mutation { promotion: ${mutation} { ... on ModelPromotion { ${promotionFields} } ... on Refusal { problems { message } } } }`,
    )
    .then(({ promotion }) => promotion);
}

async function newestPromotion(): Promise<Promotion> {
  const { modelPromotions } = await admin.data<{ modelPromotions: { nodes: Promotion[] } }>(
    `{ modelPromotions(first: 1) { nodes { ${promotionFields} } } }`,
  );
  return modelPromotions.nodes[0];
}

test("a model takes the same review: its run is built beside the active one, shown, and put in force by one flip", async () => {
  const active = () =>
    admin.data<{ activeDecisionRun: { id: string; modelVersion: number } }>(
      "{ activeDecisionRun { id modelVersion } }",
    );
  const before = (await active()).activeDecisionRun;
  const model = await admin.finishJob(await admin.startJob("trainModel(input: { seed: 7 })"));
  await admin.finishJob(await admin.startJob(`promoteModel(id: "${model}", override: true)`));
  expect((await active()).activeDecisionRun).toEqual(before);
  const proposed = await newestPromotion();
  expect(proposed.state).toBe("IN_REVIEW");
  const counted = proposed.movements!.reduce((sum, { loans }) => sum + loans, 0);
  expect(counted).toBe(proposed.run.loanCount);
  const old = await treatments();

  const own = await reviewPromotion(admin, `approveModelPromotion(id: ${proposed.id})`);
  expect(own.problems![0].message).toContain("Another admin has to approve");
  expect((await reviewPromotion(colleague, `approveModelPromotion(id: ${proposed.id})`)).state).toBe(
    "PUBLISHED",
  );
  const after = (await active()).activeDecisionRun;
  expect(after.id).toBe(proposed.run.id);
  expect(after.modelVersion).toBe(before.modelVersion + 1);
  const moves = Map.groupBy(await treatments(), ([loan, treatment]) => `${old.get(loan)} ${treatment}`);
  const shown = proposed.movements!.map(({ from, to, loans }) => [`${from} ${to}`, loans]).sort();
  expect([...moves].map(([move, loans]) => [move, loans.length]).sort()).toEqual(shown);
});

test("where the book has moved, a proposed model is built again before it can be approved; a rejected one stays out", async () => {
  const model = await admin.finishJob(await admin.startJob("trainModel(input: { seed: 8 })"));
  await admin.finishJob(await admin.startJob(`promoteModel(id: "${model}", override: true)`));
  const proposed = await newestPromotion();
  await admin.importFile("more.csv", portfolioCsv({ rows: 30, seed: 9, kind: "current" }));
  const moved = await reviewPromotion(colleague, `approveModelPromotion(id: ${proposed.id})`);
  expect(moved.problems![0].message).toContain("built again");
  await admin.settleRuns();
  const rebuilt = await newestPromotion();
  expect(rebuilt.id).toBe(proposed.id);
  expect(rebuilt.run.id).not.toBe(proposed.run.id);
  expect(
    (await reviewPromotion(colleague, `rejectModelPromotion(id: ${proposed.id}, note: "Not better")`)).state,
  ).toBe("REJECTED");
  expect(
    (await reviewPromotion(colleague, `approveModelPromotion(id: ${proposed.id})`)).problems![0].message,
  ).toContain("rejected");
});
