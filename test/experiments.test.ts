import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "./harness/client.ts";
import { withDatabase } from "./harness/database.ts";
import { portfolioCsv } from "./harness/portfolio.ts";
import { discardServer, type RunningServer, startServer } from "./harness/server.ts";

let server: RunningServer;
let admin: Client;
const current = portfolioCsv({ rows: 1500, seed: 21, kind: "current" });

beforeAll(async () => {
  server = await startServer();
  admin = await Client.signIn(server.url);
  await admin.importFile("history.csv", portfolioCsv({ rows: 2500, seed: 21, kind: "history" }));
  await admin.importFile("current.csv", current);
  const model = await admin.finishJob(await admin.startJob("trainModel"));
  await admin.finishJob(await admin.startJob(`promoteModel(id: "${model}", override: true)`));
  await publish(someBands);
});
afterAll(() => discardServer(server));

interface Problem {
  path: string;
  message: string;
}
interface Answer {
  id?: number;
  job?: { id: string };
  version?: number;
  problems?: Problem[];
}
const someBands = [
  { treatment: "REMINDER", from: 0, fromInclusive: true },
  { treatment: "SETTLEMENT_OFFER", from: 0.3, fromInclusive: true },
  { treatment: "LEGAL_ACTION", from: 0.455, fromInclusive: false },
];
const softer = [
  { treatment: "REMINDER", from: 0, fromInclusive: true },
  { treatment: "SETTLEMENT_OFFER", from: 0.4, fromInclusive: true },
  { treatment: "LEGAL_ACTION", from: 0.6, fromInclusive: false },
];
const random = {
  name: "Leave some alone",
  share: 0.3,
  treatments: ["NO_ACTION", "REMINDER", "SETTLEMENT_OFFER"],
  windowDays: 30,
  // Set to a quarter of a deviation between borrowers.
  minimumEffect: 1,
};

async function create(input: object): Promise<Answer> {
  const { answer } = await admin.data<{ answer: Answer }>(
    `mutation ($input: ExperimentInput!) { answer: createExperiment(input: $input) {
       ... on Experiment { id } ... on Refusal { problems { path message } } } }`,
    { input },
  );
  return answer;
}

/** Starts or stops an experiment and waits for the run that applies it. */
async function change(what: "start" | "stop", id: number): Promise<Answer> {
  const { answer } = await admin.data<{ answer: Answer }>(
    `mutation ($id: Int!) { answer: ${what}Experiment(id: $id) {
       ... on ExperimentChange { job { id } } ... on Refusal { problems { path message } } } }`,
    { id },
  );
  if (answer.job) await admin.finishJob(answer.job.id);
  return answer;
}

async function publish(bands: object[], more: object = {}): Promise<Answer> {
  const { answer } = await admin.data<{ answer: { job?: { id: string }; problems?: Problem[] } }>(
    `mutation ($rules: PolicyRulesInput!) { answer: publishPolicy(rules: $rules, note: "x") {
       ... on PublishedPolicy { job { id } } ... on Refusal { problems { path message } } } }`,
    { rules: { bands, ...more } },
  );
  if (answer.job) await admin.finishJob(answer.job.id);
  return answer;
}

interface Decided {
  id: string;
  loan: string;
  borrower: string;
  arm: number | null;
  treatment: string;
  priority: number;
  rule: number;
  net: number | null;
  lead: boolean;
  outstanding: number | null;
}

async function decisions(): Promise<Map<string, Decided>> {
  const { rows } = await withDatabase(server.dataDir, (client) =>
    client.query<Decided>(
      `SELECT d.run_id || ':' || d.loan_id || ':' || d.revision AS id, l.external_id AS loan, d.borrower_id AS borrower,
         d.arm, d.treatment, d.priority, d.rule, d.expected_net_recovery AS net, d.is_lead AS lead,
         d.outstanding::float8 AS outstanding
       FROM decision d JOIN loan l ON l.id = d.loan_id
       WHERE d.run_id = (SELECT active_run_id FROM installation) ORDER BY d.loan_id, d.revision`,
    ),
  );
  return new Map(rows.map((row) => [row.loan, row]));
}

function arms(decided: Map<string, Decided>): Map<string, number | null> {
  return new Map([...decided.values()].map(({ borrower, arm }) => [borrower, arm]));
}

interface Shown {
  state: string;
  active: boolean;
  plan: { borrowers: number; requiredBorrowers: number };
  championVersions: number[];
  arms: {
    name: string;
    share: number;
    borrowers: number;
    loans: number;
    risk: { mean: number; low: number; high: number };
  }[];
  result: {
    windowsOver: number;
    fatesKnown: number;
    winner: string | null;
    refusal: string | null;
    difference: number | null;
    low: number | null;
    high: number | null;
  };
}

async function show(id: number): Promise<Shown> {
  const { experiment } = await admin.data<{ experiment: Shown }>(
    `query ($id: Int!) { experiment(id: $id) { state active plan { borrowers requiredBorrowers } championVersions
       arms { name share borrowers loans risk { mean low high } }
       result { windowsOver fatesKnown winner refusal difference low high } } }`,
    { id },
  );
  return experiment;
}

let before: Map<string, Decided>;
let id: number;

test("an experiment that must not run is refused beside its fields", async () => {
  const paths = async (input: object) =>
    (await create({ ...random, ...input })).problems?.map(({ path }) => path);
  expect(await paths({ treatments: ["REMINDER", "LEGAL_ACTION"] })).toContain("treatments");
  expect(await paths({ treatments: ["HOLD"] })).toEqual(["treatments"]);
  expect(await paths({ treatments: ["VISIT"] })).toEqual(["treatments"]);
  expect(await paths({ treatments: [] })).toEqual(["policyVersion"]);
  expect(await paths({ policyVersion: 1 })).toEqual(["policyVersion"]);
  expect(await paths({ treatments: [], policyVersion: 99 })).toEqual(["policyVersion"]);
  expect(await paths({ name: " ", share: 1, windowDays: 0, minimumEffect: 0 })).toEqual([
    "name",
    "windowDays",
    "share",
    "minimumEffect",
  ]);
});

test("a draft says how many borrowers it needs, and changes nothing", async () => {
  before = await decisions();
  const { planExperiment } = await admin.data<{ planExperiment: { deviation: { amount: string } } }>(
    "{ planExperiment(share: 0.3, minimumEffect: 1) { ... on ExperimentPlan { deviation { amount } } } }",
  );
  random.minimumEffect = Number(planExperiment.deviation.amount) / 4;
  id = (await create(random)).id!;
  const other = (await create({ ...random, minimumEffect: random.minimumEffect / 10 })).id!;
  const [large, small] = [await show(id), await show(other)];
  expect(large.plan.borrowers).toBe(arms(before).size);
  expect(small.plan.requiredBorrowers).toBeGreaterThan(30 * large.plan.requiredBorrowers);
  expect(await decisions()).toEqual(before);
  const { gone } = await admin.data<{ gone: Answer }>(
    "mutation ($id: Int!) { gone: discardExperiment(id: $id) { ... on Experiment { id } } }",
    { id: other },
  );
  expect(gone.id).toBe(other);
});

test("a running experiment changes the challenger's loans only, and none of them past what is safe", async () => {
  expect((await change("start", id)).problems).toBeUndefined();
  const after = await decisions();
  const moved: Decided[] = [];
  for (const [loan, now] of after) {
    const was = before.get(loan)!;
    expect(now.arm).toBe(arms(after).get(now.borrower));
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
  const borrowers = [...arms(after).values()];
  const share = borrowers.filter((arm) => arm === 1).length / borrowers.length;
  expect(Math.abs(share - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / borrowers.length));

  for (const { id: decision, treatment } of moved.slice(0, 25)) {
    const { decisionReceipt: receipt, replayDecision: replay } = await admin.data<{
      decisionReceipt: {
        experiment: { name: string; arm: string };
        alternatives: { treatment: string; isPermitted: boolean }[];
      };
      replayDecision: { matches: boolean };
    }>(
      `query ($id: ID!) { decisionReceipt(id: $id) { experiment { name arm } alternatives { treatment isPermitted } }
         replayDecision(id: $id) { matches } }`,
      { id: decision },
    );
    expect(receipt.experiment).toEqual({ name: random.name, arm: "challenger" });
    expect(receipt.alternatives.find((each) => each.treatment === treatment)!.isPermitted).toBe(true);
    expect(replay.matches).toBe(true);
  }
});

test("arms stay in later runs, and the preview of a policy equals what is published beside the experiment", async () => {
  const old = await decisions();
  await admin.finishJob(await admin.startJob("startDecisionRun"));
  const again = await decisions();
  const plain = (rows: Map<string, Decided>) => [...rows.values()].map(({ id: _, ...row }) => row);
  expect(plain(again)).toEqual(plain(old));
  const { simulatePolicy } = await admin.data<{
    simulatePolicy: { effect: { movements: { from: string; to: string; loans: number }[] } };
  }>(
    `query ($rules: PolicyRulesInput!) { simulatePolicy(rules: $rules) {
       ... on PolicySimulation { effect { movements { from to loans } } } } }`,
    { rules: { bands: softer } },
  );
  expect((await publish(softer)).problems).toBeUndefined();
  const after = await decisions();
  expect(arms(after)).toEqual(arms(old));
  const moves = Map.groupBy(
    after.keys(),
    (loan) => `${old.get(loan)!.treatment} ${after.get(loan)!.treatment}`,
  );
  expect(Object.fromEntries([...moves].map(([move, loans]) => [move, loans.length]))).toEqual(
    Object.fromEntries(
      simulatePolicy.effect.movements.map(({ from, to, loans }) => [`${from} ${to}`, loans]),
    ),
  );
  expect((await show(id)).championVersions).toHaveLength(2);
});

test("one experiment runs at a time, and a policy that it cannot run beside is refused", async () => {
  const { activePolicy } = await admin.data<{ activePolicy: { version: number } }>(
    "{ activePolicy { version } }",
  );
  const other = { ...random, treatments: null, policyVersion: activePolicy.version - 1 };
  const second = await create(other);
  expect((await change("start", second.id!)).problems![0].message).toContain(random.name);
  const { inForce } = await admin.data<{
    inForce: { rules: { treatments: { name: string; legalCases: number }[] } };
  }>(
    "{ inForce: activePolicy { rules { treatments { name kind channel cost agentMinutes severity legalCases } } } }",
  );
  const treatments = inForce.rules.treatments.map((each) =>
    each.name === "REMINDER" ? { ...each, legalCases: 1 } : each,
  );
  const refused = await publish(softer, { treatments });
  expect(refused.problems![0].message).toContain("stop the experiment first");
});

test("a hold wins over an arm, and when it ends the borrower has the same arm and treatment again", async () => {
  const was = [...(await decisions()).values()].find(
    ({ arm, treatment }) => arm === 1 && treatment === "NO_ACTION",
  )!;
  const { hold } = await admin.data<{ hold: { id: string } }>(
    `mutation ($hold: HoldInput!) { hold: setHold(hold: $hold) { ... on Hold { id } } }`,
    { hold: { borrowerId: was.borrower, fact: "CEASE_COMMUNICATION" } },
  );
  expect((await decisions()).get(was.loan)).toMatchObject({ treatment: "HOLD", arm: 1 });
  await admin.data(`mutation { endHold(id: "${hold.id}") { ... on Hold { id } } }`);
  const { id: again, ...now } = (await decisions()).get(was.loan)!;
  const { id: _, ...before } = was;
  expect(now).toEqual(before);
  const { replay } = await admin.data<{ replay: { matches: boolean } }>(
    "query ($id: ID!) { replay: replayDecision(id: $id) { matches } }",
    { id: again },
  );
  expect(replay.matches).toBe(true);
});

test("before a window is over there is nothing to judge, and the arms are alike", async () => {
  const { state, active, arms: sides, result } = await show(id);
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
  const counts = [...arms(await decisions()).values()];
  expect(sides.map(({ borrowers }) => borrowers)).toEqual(
    [0, 1].map((arm) => counts.filter((each) => each === arm).length),
  );
  expect(sides.reduce((sum, { loans }) => sum + loans, 0)).toBe(before.size);
  for (const { risk } of sides) {
    expect(risk.low).toBeLessThan(risk.mean);
    expect(risk.high).toBeGreaterThan(risk.mean);
  }
  expect(sides[0].risk.high).toBeGreaterThan(sides[1].risk.low);
  expect(sides[1].risk.high).toBeGreaterThan(sides[0].risk.low);
});

/** The current book as a later file has it, with what became of some loans. */
function laterFile(asOf: string, statusOf: (loan: string) => string): string {
  const [head, ...lines] = current.trimEnd().split("\n");
  const columns = head.split(",");
  const place = (name: string) => columns.indexOf(name);
  const rows = lines.map((line) => {
    const cells = line.split(",");
    cells[place("As_Of_Date")] = asOf;
    cells[place("Recovery_Status")] = statusOf(cells[place("Loan_ID")]);
    return cells.join(",");
  });
  return `${[head, ...rows].join("\n")}\n`;
}

test("later imports are judged once they say enough, and a planted effect is found", async () => {
  const decided = await decisions();
  const entries = await withDatabase(server.dataDir, async (client) => {
    await client.query("UPDATE experiment_borrower SET entered_at = '2026-07-10T12:00:00Z'");
    return (await client.query<{ cost: number; arm: number }>("SELECT cost, arm FROM experiment_borrower"))
      .rows;
  });
  const loans = [...decided.keys()];
  // The challenger's loans are paid, and some of the champion's; for the last tenth nothing is known yet.
  const isPaid = (loan: string) => decided.get(loan)!.arm === 1 || loans.indexOf(loan) % 3 === 0;
  const isLate = (loan: string) => loans.indexOf(loan) % 10 === 9;
  const fate = (loan: string) => (isLate(loan) ? "" : isPaid(loan) ? "Fully Recovered" : "Written Off");
  expect((await show(id)).result).toMatchObject({ windowsOver: entries.length, refusal: "FATE_UNKNOWN" });
  await admin.importFile("july.csv", laterFile("2026-07-31", fate));
  const early = (await show(id)).result;
  expect(early.refusal).toBe("FATE_UNKNOWN");
  expect(early.fatesKnown).toBeLessThan(0.95 * entries.length);
  expect(early.fatesKnown).toBeGreaterThan(0.8 * entries.length);

  // Still open after the window: nothing was recovered within it.
  await admin.importFile("august.csv", laterFile("2026-08-31", fate));
  const { result } = await show(id);
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

test("what is stopped is over: the policy alone decides, and it does not start again", async () => {
  const running = await decisions();
  expect(new Set([...running.values()].map(({ arm }) => arm))).toEqual(new Set([0, 1]));
  expect((await change("stop", id)).problems).toBeUndefined();
  const after = await decisions();
  expect(new Set([...after.values()].map(({ arm }) => arm))).toEqual(new Set([null]));
  for (const [loan, { arm, treatment }] of running)
    if (arm === 0) expect(after.get(loan)!.treatment).toBe(treatment);
  expect(await show(id)).toMatchObject({ state: "STOPPED", active: false });
  expect((await change("start", id)).problems![0].path).toBe("id");
});

test("a challenger's policy is followed, but nobody is moved into legal action by it", async () => {
  const was = await decisions();
  const next = await create({ ...random, name: "Earlier", treatments: null, policyVersion: 2 });
  expect((await change("start", next.id!)).problems).toBeUndefined();
  const now = await decisions();
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
  await change("stop", next.id!);
  expect([...(await decisions()).values()].map(({ treatment }) => treatment)).toEqual(
    [...was.values()].map(({ treatment }) => treatment),
  );
});

test("whoever plans, starts, stops or discards an experiment is in the audit log", async () => {
  const { auditEvents } = await admin.data<{ auditEvents: { nodes: { action: string }[] } }>(
    "{ auditEvents(first: 200) { nodes { action } } }",
  );
  const actions = auditEvents.nodes
    .map(({ action }) => action)
    .filter((action) => action.startsWith("experiment."));
  expect(actions.reverse()).toEqual([
    "experiment.create",
    "experiment.create",
    "experiment.discard",
    "experiment.start",
    "experiment.create",
    "experiment.stop",
    "experiment.create",
    "experiment.start",
    "experiment.stop",
  ]);
});
