import { afterAll, beforeAll, expect, test } from "vitest";
import { Laboratory, random, softer } from "./harness/experiments.ts";

let lab: Laboratory;
let id: number;

beforeAll(async () => {
  lab = await Laboratory.open();
  id = await lab.run({ ...random, share: 0.6 });
});
afterAll(() => lab.close());

interface Draft {
  id: number;
  state: string;
  effect: { id: string };
  problems?: { message: string }[];
}

async function step(mutation: string, variables: object = {}, types = ""): Promise<Draft> {
  const { draft } = await lab.admin.data<{ draft: Draft }>(
    `mutation ${types} { draft: ${mutation} { ... on PolicyDraft { id state effect { id } }
       ... on Refusal { problems { path message } } } }`,
    { ...variables },
  );
  return draft;
}

/** A draft that is approved for later, as it is shown now. */
async function approved(bands: object[], note: string): Promise<Draft> {
  const saved = await step(
    "savePolicyDraft(rules: $rules, note: $note)",
    { rules: { bands }, note },
    "($rules: PolicyRulesInput!, $note: String!)",
  );
  const sent = await step(`submitPolicyDraft(id: ${saved.id})`);
  const publishAt = new Date(Date.now() + 3_600_000).toISOString();
  return step(
    "approvePolicyDraft(id: $id, effectId: $effectId, publishAt: $publishAt)",
    { id: sent.id, effectId: sent.effect.id, publishAt },
    "($id: Int!, $effectId: String!, $publishAt: DateTimeISO)",
  );
}

test("optimal thresholds and the sums for dragging count the experiment in, as the preview does", async () => {
  const { best } = await lab.admin.data<{
    best: { countsExperiment: boolean; bands: object[]; expectedNetRecovery: { amount: string } };
  }>(
    `query ($rules: PolicyRulesInput!) { best: optimizePolicy(rules: $rules) { ... on OptimizedPolicy {
       countsExperiment bands { treatment from fromInclusive } expectedNetRecovery { amount } } } }`,
    { rules: { bands: softer } },
  );
  expect(best.countsExperiment).toBe(true);
  const { preview } = await lab.admin.data<{
    preview: {
      underExperiment: boolean;
      scoreCurves: { underExperiment: boolean };
      effect: { total: { expectedNetRecovery: { amount: string } } };
    };
  }>(
    `query ($rules: PolicyRulesInput!) { preview: simulatePolicy(rules: $rules) { ... on PolicySimulation {
       underExperiment scoreCurves { underExperiment } effect { total { expectedNetRecovery { amount } } } } } }`,
    { rules: { bands: best.bands } },
  );
  expect([preview.underExperiment, preview.scoreCurves.underExperiment]).toEqual([true, true]);
  const [found, shown] = [best.expectedNetRecovery, preview.effect.total.expectedNetRecovery];
  expect(Math.abs(Number(found.amount) - Number(shown.amount))).toBeLessThan(0.02);
});

test("an approval stays good beside the same experiment, and not where its end treats many loans otherwise", async () => {
  const first = await approved(softer, "Softer");
  await lab.admin.finishJob(await lab.admin.startJob("startDecisionRun"));
  expect((await step(`publishPolicyDraft(id: ${first.id})`)).state).toBe("PUBLISHED");
  await lab.admin.settleRuns();

  const second = await approved([softer[0], softer[1]], "No legal action");
  expect((await lab.change("stop", id)).problems).toBeUndefined();
  const refused = await step(`publishPolicyDraft(id: ${second.id})`);
  expect(refused.problems![0].message).toMatch(/since the approval: \d+\.\d % of the loans/);
});
