import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "./harness/client.ts";
import {
  activeVersion,
  approveDraft,
  draftStep,
  earlierBands,
  findDraft,
  inviteAdmin,
  publish,
  saveDraft,
  seedBands,
  startWithBook,
  submitDraft,
} from "./harness/policies.ts";
import { portfolioCsv } from "./harness/portfolio.ts";
import { discardServer, type RunningServer } from "./harness/server.ts";

let server: RunningServer;
let admin: Client;
/** The second admin, once there is one. */
let colleague: Client;
const second = "second@example.com";

beforeAll(async () => {
  ({ server, admin } = await startWithBook());
  await publish(admin, { bands: earlierBands });
});
afterAll(() => discardServer(server));

test("alone, an admin sends, approves and publishes a draft; what is over cannot be changed", async () => {
  const version = await activeVersion(admin);
  const draft = await saveDraft(admin, { bands: seedBands });
  expect(draft).toMatchObject({ state: "DRAFT", baseVersion: version });
  expect(draft.effect.moved).toBeGreaterThan(0);
  const changed = await saveDraft(admin, { bands: earlierBands }, "Another idea", draft.id);
  expect(changed.effect.id).not.toBe(draft.effect.id);
  expect(changed.effect.moved).toBe(0);
  await saveDraft(admin, { bands: seedBands }, "Back again", draft.id);
  const sent = await submitDraft(admin, draft);
  expect(sent).toMatchObject({ state: "IN_REVIEW" });
  expect((await approveDraft(admin, changed)).problems![0]).toMatchObject({ path: "effectId" });
  const published = await approveDraft(admin, sent);
  expect(published).toMatchObject({ state: "PUBLISHED", policy: { version: version + 1 } });
  await admin.finishJob(published.job!.id);
  expect(await activeVersion(admin)).toBe(version + 1);
  const withdrawn = await draftStep(admin, `withdrawPolicyDraft(id: ${draft.id})`);
  expect(withdrawn.problems![0].message).toContain("published");
});

test("with a second admin nobody publishes alone", async () => {
  colleague = await inviteAdmin(server, admin, second);
  expect((await publish(admin, { bands: earlierBands })).problems![0].message).toContain(
    "Another admin has to approve",
  );
  const sent = await submitDraft(admin, await saveDraft(admin, { bands: earlierBands }));
  expect((await approveDraft(admin, sent)).problems![0].message).toContain("Another admin has to approve");
  const rejected = await draftStep(colleague, `rejectPolicyDraft(id: ${sent.id}, note: "Too early")`);
  expect(rejected.state).toBe("REJECTED");
  expect(
    (await saveDraft(colleague, { bands: earlierBands }, "Mine now", sent.id)).problems![0].message,
  ).toContain("admin@example.com's");
  const again = await submitDraft(admin, rejected);
  expect((await approveDraft(colleague, again)).policy).toMatchObject({
    createdBy: "admin@example.com",
    approvedBy: second,
  });
  await admin.settleRuns();
});

async function setFourEyes(client: Client, on: boolean): Promise<object> {
  const { setFourEyes } = await client.data<{ setFourEyes: object }>(
    `mutation ($on: Boolean!) { setFourEyes(on: $on) {
       ... on FourEyes { isOn approvalNeeded offAskedBy isOwnRequest } ... on Refusal { problems { path message } } } }`,
    { on },
  );
  return setFourEyes;
}

test("the second pair of eyes is switched off by two, and on by one", async () => {
  const asked = { isOn: true, approvalNeeded: true, offAskedBy: "admin@example.com", isOwnRequest: true };
  expect(await setFourEyes(admin, false)).toEqual(asked);
  expect(await setFourEyes(admin, false)).toEqual(asked);
  expect((await publish(admin, { bands: seedBands })).problems![0].message).toContain("Another admin");
  const on = { isOn: true, approvalNeeded: true, offAskedBy: null, isOwnRequest: false };
  expect(await setFourEyes(colleague, true)).toEqual(on);
  expect(await setFourEyes(colleague, false)).toMatchObject({ isOn: true, offAskedBy: second });
  expect(await setFourEyes(admin, false)).toEqual({ ...on, isOn: false, approvalNeeded: false });
  expect((await publish(admin, { bands: seedBands })).problems).toBeUndefined();
  expect(await setFourEyes(admin, true)).toEqual(on);
});

test("a token asks for no review: whoever made it could approve what it asked for", async () => {
  const { createApiKey } = await admin.data<{ createApiKey: { token: string } }>(
    `mutation { createApiKey(name: "nightly", role: ADMIN) { ... on CreatedApiKey { token } } }`,
  );
  const machine = Client.withToken(server.url, createApiKey.token);
  const draft = await saveDraft(machine, { bands: earlierBands }, "By night");
  expect((await submitDraft(machine, draft)).problems![0].message).toContain("A person has to ask");
  expect(await setFourEyes(machine, false)).toMatchObject({ problems: [{ path: "on" }] });
  await expect(machine.startJob(`promoteModel(id: "2", override: true)`)).rejects.toThrow(
    /A person has to ask/,
  );
});

test("an approved draft waits for its time, and then is published by itself", async () => {
  const version = await activeVersion(admin);
  const sent = await submitDraft(admin, await saveDraft(admin, { bands: earlierBands }, "At night"));
  const soon = new Date(Date.now() + 3000).toISOString();
  expect((await approveDraft(colleague, sent, soon)).state).toBe("APPROVED");
  await expect
    .poll(() => findDraft(admin, sent.id), { timeout: 60_000, interval: 200 })
    .toMatchObject({ state: "PUBLISHED" });
  await admin.settleRuns();
  expect(await activeVersion(admin)).toBe(version + 1);
});

test("where the book moved after the approval, the draft goes back to review; a small move does not matter", async () => {
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const small = await submitDraft(admin, await saveDraft(admin, { bands: seedBands }, "Small move"));
  await approveDraft(colleague, small, later);
  await admin.importFile("few.csv", portfolioCsv({ rows: 8, seed: 4, kind: "current" }));
  expect((await draftStep(admin, `publishPolicyDraft(id: ${small.id})`)).state).toBe("PUBLISHED");
  await admin.settleRuns();

  const large = await submitDraft(admin, await saveDraft(admin, { bands: earlierBands }, "Large move"));
  await approveDraft(colleague, large, later);
  await admin.importFile("many.csv", portfolioCsv({ rows: 200, seed: 5, kind: "current" }));
  const refused = await draftStep(admin, `publishPolicyDraft(id: ${large.id})`);
  expect(refused.problems![0].message).toMatch(
    /The book has moved since the approval: \d+\.\d % of the loans/,
  );
  const back = await findDraft(admin, large.id);
  expect(back.state).toBe("IN_REVIEW");
  expect(back.effect.id).not.toBe(large.effect.id);
  expect((await approveDraft(colleague, { ...large, effect: back.effect })).state).toBe("PUBLISHED");
  await admin.settleRuns();
});

test("a draft that was overtaken by another version is reviewed again", async () => {
  const sent = await submitDraft(admin, await saveDraft(admin, { bands: seedBands }, "Overtaken"));
  await admin.data(`mutation { rollBackPolicy(version: 1) { __typename } }`);
  await admin.settleRuns();
  const overtaken = await approveDraft(colleague, sent);
  expect(overtaken.problems![0].message).toMatch(/published meanwhile/);
  const back = await findDraft(admin, sent.id);
  expect(back.state).toBe("IN_REVIEW");
  expect(back.failure).toMatch(/published meanwhile/);
});
