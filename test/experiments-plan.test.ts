import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "./harness/client.ts";
import { type Answer, arms, Laboratory, random, softer } from "./harness/experiments.ts";
import { inviteAdmin } from "./harness/policies.ts";

let lab: Laboratory;
let id: number;

beforeAll(async () => {
  lab = await Laboratory.open();
});
afterAll(() => lab.close());

test("an experiment that must not run is refused beside its fields", async () => {
  const paths = async (input: object) =>
    (await lab.create({ ...random, ...input })).problems?.map(({ path }) => path);
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
  const before = await lab.decisions();
  const { planExperiment } = await lab.admin.data<{ planExperiment: { deviation: { amount: string } } }>(
    "{ planExperiment(share: 0.3, minimumEffect: 1) { ... on ExperimentPlan { deviation { amount } } } }",
  );
  const minimumEffect = Number(planExperiment.deviation.amount) / 4;
  id = (await lab.create({ ...random, minimumEffect })).id!;
  const other = (await lab.create({ ...random, minimumEffect: minimumEffect / 10 })).id!;
  const [large, small] = [await lab.show(id), await lab.show(other)];
  expect(large.plan.borrowers).toBe(arms(before).size);
  expect(small.plan.requiredBorrowers).toBeGreaterThan(30 * large.plan.requiredBorrowers);
  expect(await lab.decisions()).toEqual(before);
  const { gone } = await lab.admin.data<{ gone: Answer }>(
    "mutation ($id: Int!) { gone: discardExperiment(id: $id) { ... on Experiment { id } } }",
    { id: other },
  );
  expect(gone.id).toBe(other);
});

test("one experiment runs at a time, and a policy that it cannot run beside is refused", async () => {
  expect((await lab.change("start", id)).problems).toBeUndefined();
  const second = await lab.create({ ...random, treatments: null, policyVersion: 1 });
  expect((await lab.change("start", second.id!)).problems![0].message).toContain(random.name);
  const { inForce } = await lab.admin.data<{
    inForce: { rules: { treatments: { name: string; legalCases: number }[] } };
  }>(
    "{ inForce: activePolicy { rules { treatments { name kind channel cost agentMinutes severity legalCases } } } }",
  );
  const treatments = inForce.rules.treatments.map((each) =>
    each.name === "REMINDER" ? { ...each, legalCases: 1 } : each,
  );
  const refused = await lab.publish(softer, { treatments });
  expect(refused.problems![0].message).toContain("stop the experiment first");
});

test("what is stopped is over: the policy alone decides, and it does not start again", async () => {
  const running = await lab.decisions();
  expect(new Set([...running.values()].map(({ arm }) => arm))).toEqual(new Set([0, 1]));
  expect((await lab.change("stop", id)).problems).toBeUndefined();
  const after = await lab.decisions();
  expect(new Set([...after.values()].map(({ arm }) => arm))).toEqual(new Set([null]));
  for (const [loan, { arm, treatment }] of running)
    if (arm === 0) expect(after.get(loan)!.treatment).toBe(treatment);
  expect(await lab.show(id)).toMatchObject({ state: "STOPPED", active: false });
  expect((await lab.change("start", id)).problems![0].path).toBe("id");
});

test("whoever plans, starts, stops or discards an experiment is in the audit log", async () => {
  const { auditEvents } = await lab.admin.data<{ auditEvents: { nodes: { action: string }[] } }>(
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
  ]);
});

test("where there is another admin, who planned an experiment does not start it, and no token does", async () => {
  const colleague = await inviteAdmin(lab.server, lab.admin, "second@example.com");
  const { createApiKey } = await lab.admin.data<{ createApiKey: { token: string } }>(
    `mutation { createApiKey(name: "nightly", role: ADMIN) { ... on CreatedApiKey { token } } }`,
  );
  const machine = Client.withToken(lab.server.url, createApiKey.token);
  const planned = await lab.create({ ...random, name: "Two at it" });
  const byMachine = await lab.create({ ...random, name: "By night" }, machine);
  const refusal = async (id: number, by: Client) => (await lab.change("start", id, by)).problems?.[0].message;
  expect(await refusal(planned.id!, lab.admin)).toBe("Another admin has to start what you planned.");
  expect(await refusal(planned.id!, machine)).toContain("A person has to ask");
  expect(await refusal(byMachine.id!, lab.admin)).toContain("A person has to ask");
  expect(await refusal(planned.id!, colleague)).toBeUndefined();
  expect((await lab.show(planned.id!)).state).toBe("RUNNING");
  expect((await lab.change("stop", planned.id!)).problems).toBeUndefined();
});
