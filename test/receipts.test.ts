import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, signIn } from "./harness/browser.ts";
import { Client } from "./harness/client.ts";
import { withDatabase } from "./harness/database.ts";
import { portfolioCsv } from "./harness/portfolio.ts";
import { discardServer, type RunningServer, startServer } from "./harness/server.ts";

let server: RunningServer;
let admin: Client;

beforeAll(async () => {
  server = await startServer();
  admin = await Client.signIn(server.url);
  await admin.importFile("history.csv", portfolioCsv({ rows: 2000, seed: 21, kind: "history" }));
  await admin.importFile("current.csv", portfolioCsv({ rows: 1000, seed: 21, kind: "current" }));
});
afterAll(() => discardServer(server));

interface Receipt {
  decision: {
    id: string;
    riskScore: number;
    treatment: string;
    expectedNetRecovery: { amount: string } | null;
  };
  input: { column: string; value: string }[];
  facts: string[];
  rawScore: number | null;
  explanation: { base: number; score: number; rest: number; reasons: { contribution: number }[] } | null;
  rule: string;
  alternatives: { treatment: string; isPermitted: boolean; expectedNetRecovery: { amount: string } | null }[];
  modelVersion: number;
  policyVersion: number;
  actor: string;
  sealRoot: string | null;
  digest: string;
}

async function receiptOf(id: string, client = admin): Promise<Receipt | null> {
  const { decisionReceipt } = await client.data<{ decisionReceipt: Receipt | null }>(
    `query ($id: ID!) { decisionReceipt(id: $id) {
       decision { id riskScore treatment expectedNetRecovery { amount } } input { column value } facts rawScore
       explanation { base score rest reasons { contribution } } rule
       alternatives { treatment isPermitted expectedNetRecovery { amount } }
       modelVersion policyVersion actor sealRoot digest } }`,
    { id },
  );
  return decisionReceipt;
}

async function replay(id: string): Promise<{ matches: boolean; stored: string; replayed: string } | null> {
  const answer = await admin.data<{
    replayDecision: { matches: boolean; stored: string; replayed: string } | null;
  }>("query ($id: ID!) { replayDecision(id: $id) { matches stored replayed } }", { id });
  return answer.replayDecision;
}

interface Lead {
  id: string;
  outOfBag: boolean;
  treatment: string;
}

/** Decisions of all kinds, first those of borrowers whom the model was trained on. */
async function leads(): Promise<Lead[]> {
  const read = async (filter: string) => {
    const { borrowers } = await admin.data<{ borrowers: { nodes: { leadDecision: Lead }[] } }>(
      `{ borrowers(first: 200 ${filter}) { nodes { leadDecision { id outOfBag treatment } } } }`,
    );
    return borrowers.nodes.map(({ leadDecision }) => leadDecision);
  };
  const all = [...(await read("")), ...(await read('filter: { treatment: ["HOLD"] }'))];
  return all.sort((a, b) => Number(b.outOfBag) - Number(a.outOfBag));
}

function spread<T>(list: readonly T[], count: number): T[] {
  return list.filter((_, i) => i % Math.ceil(list.length / count) === 0);
}

test("under the base rate a receipt has no reasons, and replays", async () => {
  const [first] = await leads();
  const receipt = (await receiptOf(first.id))!;
  expect(receipt.decision.id).toBe(first.id);
  expect(receipt.explanation?.reasons).toEqual([]);
  expect(await replay(first.id)).toMatchObject({ matches: true });
});

test("a receipt holds input, scores, reasons, the rule and what else was possible", async () => {
  const model = await admin.finishJob(await admin.startJob("trainModel"));
  await admin.finishJob(await admin.startJob(`promoteModel(id: "${model}", override: true)`));
  for (const { id, treatment } of spread(await leads(), 12)) {
    const receipt = (await receiptOf(id))!;
    expect(receipt.input.map(({ column }) => column)).toEqual(
      expect.arrayContaining(["Loan_Amount", "Days_Past_Due", "Outstanding_Loan_Amount"]),
    );
    const { explanation, decision } = receipt;
    const sum = explanation!.reasons.reduce((all, { contribution }) => all + contribution, explanation!.base);
    expect(sum + explanation!.rest).toBeCloseTo(decision.riskScore, 9);
    expect(explanation!.score).toBe(decision.riskScore);
    expect(receipt.rawScore).toBeGreaterThanOrEqual(0);
    expect(receipt.rawScore).toBeLessThanOrEqual(1);
    expect(receipt.rule.startsWith(`${treatment}: `)).toBe(true);
    const chosen = receipt.alternatives.find((each) => each.treatment === treatment);
    if (treatment === "HOLD")
      expect(receipt.alternatives.every(({ isPermitted }) => !isPermitted)).toBe(true);
    else
      expect(chosen).toMatchObject({ isPermitted: true, expectedNetRecovery: decision.expectedNetRecovery });
    expect(receipt).toMatchObject({ policyVersion: 1, actor: "admin@example.com" });
    expect(receipt.sealRoot).toMatch(/^[0-9a-f]{64}$/);
    expect(receipt.digest).toMatch(/^[0-9a-f]{64}$/);
  }
});

test("a replay gives the same bytes, for borrowers trained on and new ones, also after the policy has changed", async () => {
  const decided = spread(await leads(), 20);
  expect(new Set(decided.map(({ outOfBag }) => outOfBag))).toEqual(new Set([true, false]));
  const receipts = await Promise.all(decided.map(({ id }) => receiptOf(id)));
  const { publishPolicy } = await admin.data<{ publishPolicy: { job: { id: string } } }>(
    `mutation { publishPolicy(note: "By value", rules: { mode: EXPECTED_VALUE, priority: NET_GAIN, bands: [
       { treatment: "REMINDER", from: 0, fromInclusive: true }, { treatment: "LEGAL_ACTION", from: 0.6, fromInclusive: false }] }) {
       ... on PublishedPolicy { job { id } } } }`,
  );
  await admin.finishJob(publishPolicy.job.id);
  for (const [i, { id }] of decided.entries()) {
    const { matches, stored, replayed } = (await replay(id))!;
    expect(replayed).toBe(stored);
    expect(matches).toBe(true);
    expect(await receiptOf(id)).toEqual(receipts[i]);
  }
  for (const { id } of spread(await leads(), 10)) expect(await replay(id)).toMatchObject({ matches: true });
});

interface ReceiptContact {
  at: string;
  isOfDecision: boolean;
  contact: { verdict: string; missing: string[]; blockedBy: string | null } | null;
}

async function contactOf(id: string): Promise<ReceiptContact & { inForceSince: string }> {
  const { decisionReceipt } = await admin.data<{
    decisionReceipt: { inForceSince: string; contact: ReceiptContact };
  }>(
    `query ($id: ID!) { decisionReceipt(id: $id) { inForceSince
       contact { at isOfDecision contact { verdict missing blockedBy } } } }`,
    { id },
  );
  return { ...decisionReceipt.contact, inForceSince: decisionReceipt.inForceSince };
}

test("a receipt says what the contact rules said when the decision came into force, whatever has changed since", async () => {
  const { borrowers } = await admin.data<{
    borrowers: { nodes: { id: string; externalId: string; leadDecision: { id: string } }[] };
  }>(
    `{ borrowers(first: 1, filter: { treatment: ["REMINDER"] }) { nodes { id externalId leadDecision { id } } } }`,
  );
  const [{ id, externalId, leadDecision }] = borrowers.nodes;
  const before = await contactOf(leadDecision.id);
  expect(before).toMatchObject({ isOfDecision: true, at: before.inForceSince });
  expect(before.contact!.missing).toEqual([]);
  for (const channel of ["CALL", "SMS", "EMAIL", "LETTER", "VISIT"])
    await admin.data(
      `mutation { setConsent(borrowerId: "${id}", channel: ${channel}, given: null) { __typename } }`,
    );
  await admin.data(`mutation { setTimeZone(borrowerId: "${id}", timeZone: null) { __typename } }`);
  expect(await contactOf(leadDecision.id)).toEqual(before);
  await admin.data(`mutation { setHold(hold: { borrowerId: "${id}", fact: ATTORNEY }) { __typename } }`);
  expect(await contactOf(leadDecision.id)).toEqual(before);
  expect(await replay(leadDecision.id)).toMatchObject({ matches: true });

  // The hold decided the loan again, later; that treatment reaches nobody.
  const [run, loan] = leadDecision.id.split(":");
  const held = await contactOf(`${run}:${loan}:1`);
  expect(held).toMatchObject({ isOfDecision: true, contact: null });
  expect(Date.parse(held.at)).toBeGreaterThan(Date.parse(before.at));
  expect(await replay(`${run}:${loan}:1`)).toMatchObject({ matches: true });

  await admin.data(
    `mutation { eraseBorrower(borrowerId: "${id}", confirm: "${externalId}") { __typename } }`,
  );
  const erased = await contactOf(leadDecision.id);
  expect(erased.isOfDecision).toBe(false);
  expect(Date.parse(erased.at)).toBeGreaterThan(Date.parse(held.at));
  expect(await replay(leadDecision.id)).toMatchObject({ matches: true });
});

test("of decisions made before the past of borrowers was kept, a receipt tells the verdict of today", async () => {
  const lead = (await leads()).find(({ treatment }) => treatment === "REMINDER")!;
  expect((await contactOf(lead.id)).isOfDecision).toBe(true);
  await withDatabase(server.dataDir, (client) =>
    client.query("UPDATE installation SET contact_facts_since = now() WHERE id = 1"),
  );
  const today = await contactOf(lead.id);
  expect(today.isOfDecision).toBe(false);
  expect(Date.parse(today.at)).toBeGreaterThan(Date.parse(today.inForceSince));
});

test("everybody reads a decision's receipt from the borrower's page, and an admin replays it", async () => {
  const { createUser } = await admin.data<{ createUser: { temporaryPassword: string } }>(
    `mutation { createUser(email: "agent@example.com", role: AGENT) { ... on CreatedUser { temporaryPassword } } }`,
  );
  const { borrowers } = await admin.data<{
    borrowers: { nodes: { id: string; leadDecision: { id: string } }[] };
  }>("{ borrowers(first: 1) { nodes { id leadDecision { id } } } }");
  const [{ id, leadDecision }] = borrowers.nodes;
  const { digest } = (await receiptOf(leadDecision.id))!;
  const browser = await openBrowser();
  try {
    for (const [email, password] of [
      ["agent@example.com", createUser.temporaryPassword],
      [server.email, server.password],
    ]) {
      const context = await browser.newContext();
      const page = await context.newPage();
      await signIn(page, server.url, email, password);
      await page.goto(`${server.url}/borrowers/${id}`);
      await page.getByRole("link", { name: "Receipt" }).first().click();
      await page.getByText(digest).waitFor();
      await page.getByRole("heading", { name: "Could it be carried out?" }).waitFor();
      const replay = page.getByRole("button", { name: "Replay" });
      if (email === server.email) {
        await replay.click();
        await page.getByText("the same bytes").waitFor();
      } else expect(await replay.count()).toBe(0);
      await context.close();
    }
  } finally {
    await browser.close();
  }
});

test("a decision that somebody has changed does not replay, and its receipt has another digest", async () => {
  const [lead] = await leads();
  const before = (await receiptOf(lead.id))!;
  const [run, loan] = lead.id.split(":");
  await withDatabase(server.dataDir, async (client) => {
    await client.query("SET session_replication_role = replica");
    await client.query(`UPDATE decision SET treatment = 'HOLD' WHERE run_id = $1 AND loan_id = $2`, [
      run,
      loan,
    ]);
  });
  expect(await replay(lead.id)).toMatchObject({ matches: false });
  expect((await receiptOf(lead.id))!.digest).not.toBe(before.digest);
});

test("what is not kept has no receipt", async () => {
  for (const id of ["999:1:0", "1:999999999:0", "x", "1:2"]) {
    expect(await receiptOf(id)).toBeNull();
    expect(await replay(id)).toBeNull();
  }
});
