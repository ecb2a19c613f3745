import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "./harness/client.ts";
import { withDatabase } from "./harness/database.ts";
import { portfolioCsv } from "./harness/portfolio.ts";
import { discardServer, type RunningServer, startServer } from "./harness/server.ts";

let server: RunningServer;
let admin: Client;
let agent: Client;

beforeAll(async () => {
  server = await startServer({ env: { TIME_ZONE: "UTC" } });
  admin = await Client.signIn(server.url);
  await admin.importFile("current.csv", portfolioCsv({ rows: 300, seed: 21, kind: "current" }));
  const { createUser } = await admin.data<{ createUser: { temporaryPassword: string } }>(
    `mutation { createUser(email: "agent@example.com", role: AGENT) { ... on CreatedUser { temporaryPassword } } }`,
  );
  agent = await Client.signIn(server.url, "agent@example.com", createUser.temporaryPassword);
});
afterAll(() => discardServer(server));

interface Listed {
  id: string;
  externalId: string;
  loans: { id: string; externalId: string; decision: { id: string; treatment: string; revision: number } }[];
}
interface ListedPage {
  nodes: Listed[];
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string };
}
interface HoldAnswer {
  id?: string;
  problems?: { path: string; message: string }[];
}

const borrowerFields = "id externalId loans { id externalId decision { id treatment revision } }";

async function queue(filter: object = {}): Promise<{ nodes: Listed[]; totalCount: number }> {
  const nodes: Listed[] = [];
  for (let after: string | null = null; ; ) {
    const { borrowers }: { borrowers: ListedPage } = await admin.data<{ borrowers: ListedPage }>(
      `query ($filter: BorrowerFilter, $after: String) { borrowers(first: 100, filter: $filter, after: $after) {
         totalCount pageInfo { hasNextPage endCursor } nodes { ${borrowerFields} } } }`,
      { filter, after },
    );
    nodes.push(...borrowers.nodes);
    if (!borrowers.pageInfo.hasNextPage) return { nodes, totalCount: borrowers.totalCount };
    after = borrowers.pageInfo.endCursor;
  }
}

async function borrower(id: string): Promise<Listed> {
  return (await admin.data<{ borrower: Listed }>(`{ borrower(id: "${id}") { ${borrowerFields} } }`)).borrower;
}

async function setHold(hold: object): Promise<HoldAnswer> {
  const { setHold: answer } = await agent.data<{ setHold: HoldAnswer }>(
    `mutation ($hold: HoldInput!) { setHold(hold: $hold) { ... on Hold { id } ... on Refusal { problems { path message } } } }`,
    { hold },
  );
  return answer;
}

async function endHold(id: string): Promise<HoldAnswer> {
  const { endHold: answer } = await agent.data<{ endHold: HoldAnswer }>(
    `mutation { endHold(id: "${id}") { ... on Hold { id } ... on Refusal { problems { path message } } } }`,
  );
  return answer;
}

/** Treatment of each loan, as the exported file has it. */
async function exported(): Promise<Map<string, string>> {
  const lines = (await (await admin.get("/decisions.csv")).text()).trim().split(/\r?\n/);
  const header = lines[0].split(",");
  const [loan, treatment] = ["Loan_ID", "Recovery_Strategy"].map((name) => header.indexOf(name));
  return new Map(lines.slice(1).map((line) => [line.split(",")[loan], line.split(",")[treatment]]));
}

interface RunCounts {
  borrowerCount: number;
  treatments: { treatment: string; loans: number }[];
}
async function runCounts(): Promise<RunCounts> {
  const answer = await admin.data<{ activeDecisionRun: RunCounts }>(
    "{ activeDecisionRun { borrowerCount treatments { treatment loans } } }",
  );
  return answer.activeDecisionRun;
}

/** That worklist, run, CSV and API say the same of every loan. */
async function expectAgreement(): Promise<void> {
  const [csv, run, list, held] = await Promise.all([
    exported(),
    runCounts(),
    queue(),
    queue({ treatment: ["HOLD"] }),
  ]);
  const loans = [...list.nodes, ...held.nodes].flatMap((node) => node.loans);
  expect(new Map(loans.map((loan) => [loan.externalId, loan.decision.treatment]))).toEqual(csv);
  const counts = new Map<string, number>();
  for (const treatment of csv.values()) counts.set(treatment, (counts.get(treatment) ?? 0) + 1);
  expect(new Map(run.treatments.map(({ treatment, loans: count }) => [treatment, count]))).toEqual(counts);
  expect([list.nodes.length, list.totalCount]).toEqual([run.borrowerCount, run.borrowerCount]);
}

const isHeld = ({ loans }: Listed) => loans.map(({ decision }) => decision.treatment === "HOLD");

test("a fact about a person holds all loans at once, and its end brings back what was decided", async () => {
  const { nodes } = await queue();
  const before = nodes.find(({ loans }) => loans.length > 1)!;
  const hold = await setHold({
    borrowerId: before.id,
    fact: "CEASE_COMMUNICATION",
    note: "Letter of the 3rd",
  });
  expect(hold.id).toBeDefined();
  const during = await borrower(before.id);
  expect(isHeld(during).every(Boolean)).toBe(true);
  expect((await queue()).nodes.map(({ id }) => id)).not.toContain(before.id);
  expect((await queue({ treatment: ["HOLD"] })).nodes.map(({ id }) => id)).toContain(before.id);
  expect((await queue({ text: before.externalId })).nodes.map(({ id }) => id)).toContain(before.id);
  await expectAgreement();

  expect((await endHold(hold.id!)).id).toBe(hold.id);
  const after = await borrower(before.id);
  expect(after.loans.map(({ decision }) => decision.treatment)).toEqual(
    before.loans.map(({ decision }) => decision.treatment),
  );
  expect(after.loans.every(({ decision }) => decision.revision === 2)).toBe(true);
  await expectAgreement();
  expect((await endHold(hold.id!)).problems![0].path).toBe("id");
});

test("a dispute holds its loan only, and another one leads", async () => {
  const target = (await queue()).nodes.find(
    (node) => node.loans.length > 1 && isHeld(node).every((held) => !held),
  )!;
  const hold = await setHold({ borrowerId: target.id, loanId: target.loans[0].id, fact: "DISPUTED" });
  const during = await borrower(target.id);
  expect(isHeld(during)).toEqual(target.loans.map((_, i) => i === 0));
  expect((await queue()).nodes.map(({ id }) => id)).toContain(target.id);
  await expectAgreement();
  await endHold(hold.id!);
});

test("a second fact changes no treatment, and is decided all the same", async () => {
  const [target] = (await queue()).nodes;
  const first = await setHold({ borrowerId: target.id, fact: "BANKRUPT" });
  const second = await setHold({ borrowerId: target.id, fact: "DECEASED" });
  await endHold(first.id!);
  expect(isHeld(await borrower(target.id)).every(Boolean)).toBe(true);
  await endHold(second.id!);
  expect(isHeld(await borrower(target.id))).toEqual(isHeld(target));
  await expectAgreement();
});

test("what does not fit is refused beside its field", async () => {
  const [one, other] = (await queue()).nodes;
  const pathOf = async (hold: object) => (await setHold(hold)).problems?.[0].path;
  expect(await pathOf({ borrowerId: "999999", fact: "BANKRUPT" })).toBe("borrowerId");
  expect(await pathOf({ borrowerId: one.id, fact: "DISPUTED" })).toBe("loanId");
  expect(await pathOf({ borrowerId: one.id, loanId: other.loans[0].id, fact: "DISPUTED" })).toBe("loanId");
  expect(await pathOf({ borrowerId: one.id, loanId: one.loans[0].id, fact: "DECEASED" })).toBe("loanId");
  expect(await pathOf({ borrowerId: one.id, fact: "DECEASED", lastDay: "2020-01-01" })).toBe("lastDay");
  const hold = await setHold({ borrowerId: one.id, fact: "ATTORNEY" });
  expect(await pathOf({ borrowerId: one.id, fact: "ATTORNEY" })).toBe("fact");
  await endHold(hold.id!);
});

test("a hold whose last day has passed ends by itself", async () => {
  const [target] = (await queue()).nodes;
  const lastDay = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
  const hold = await setHold({ borrowerId: target.id, fact: "BREATHING_SPACE", lastDay });
  expect(isHeld(await borrower(target.id)).every(Boolean)).toBe(true);
  await withDatabase(server.dataDir, (database) =>
    database.query("UPDATE hold SET last_day = current_date - 3 WHERE id = $1", [hold.id]),
  );
  await expect
    .poll(async () => isHeld(await borrower(target.id)), { timeout: 30_000, interval: 200 })
    .toEqual(isHeld(target));
  await expectAgreement();
});

test("the log names the hold and tells nothing of the person", async () => {
  const { auditEvents } = await admin.data<{
    auditEvents: { nodes: { action: string; subject: string; detail: string }[] };
  }>("{ auditEvents(first: 50) { nodes { action subject detail } } }");
  const events = auditEvents.nodes.filter(({ action }) => action.startsWith("hold."));
  expect(new Set(events.map(({ action }) => action))).toEqual(new Set(["hold.set", "hold.end"]));
  expect(JSON.stringify(events)).not.toMatch(/BANKRUPT|DECEASED|Letter/);
});

test("a hold set while a run is built is in force after the flip", async () => {
  const [target, ended] = (await queue()).nodes;
  const old = await setHold({ borrowerId: ended.id, fact: "HARDSHIP" });
  await withDatabase(server.dataDir, async (database) => {
    const job = await startHeldUpRun(database);
    // The run has read the book as it was; what follows commits before it can become active.
    await database.query("INSERT INTO hold (borrower_id, fact, created_by) VALUES ($1, 'BANKRUPT', 'test')", [
      target.id,
    ]);
    await database.query("UPDATE hold SET ended_at = now(), ended_by = 'test' WHERE id = $1", [old.id]);
    await database.query("COMMIT");
    await admin.finishJob(job);
  });
  const during = await borrower(target.id);
  expect(isHeld(during).every(Boolean)).toBe(true);
  expect(during.loans.every(({ decision }) => decision.revision === 1)).toBe(true);
  expect(isHeld(await borrower(ended.id))).toEqual(isHeld(ended));
  await expectAgreement();
});

/** Starts a run and holds it up, in an open transaction, where it has built its partition and wants to flip. */
async function startHeldUpRun(database: {
  query(text: string): Promise<{ rows: Record<string, unknown>[] }>;
}): Promise<string> {
  for (;;) {
    const job = await admin.startJob("startDecisionRun");
    await database.query("BEGIN");
    await database.query("SELECT 1 FROM installation FOR UPDATE");
    const building = await database.query("SELECT 1 FROM decision_run WHERE state = 'BUILDING'");
    if (building.rows.length > 0) {
      const waiting = "SELECT 1 FROM pg_locks WHERE NOT granted";
      await expect
        .poll(async () => (await database.query(waiting)).rows.length, { timeout: 60_000, interval: 50 })
        .toBeGreaterThan(0);
      return job;
    }
    // The run was faster than this test.
    await database.query("COMMIT");
  }
}

test("what a file says opens and ends holds, and leaves alone what a person set", async () => {
  const file = (rows: string[]) =>
    `Borrower_ID,Loan_ID,Outstanding_Loan_Amount,Days_Past_Due,Recovery_Status,Disputed,Deceased,Consent_Call\n${rows.join("\n")}\n`;
  await admin.importFile(
    "one.csv",
    file(["H1,H1A,100,30,,yes,,Y", "H1,H1B,100,30,,no,,Y", "H2,H2A,100,30,,,1,maybe"]),
  );
  const find = async (id: string) => (await queue({ text: id })).nodes[0];
  const first = await find("H1");
  const held = Object.fromEntries(
    first.loans.map((loan) => [loan.externalId, loan.decision.treatment === "HOLD"]),
  );
  expect(held).toEqual({ H1A: true, H1B: false });
  expect(isHeld(await find("H2"))).toEqual([true]);
  await setHold({ borrowerId: (await find("H2")).id, fact: "VULNERABLE" });
  await admin.importFile("two.csv", file(["H1,H1A,100,30,,no,,N", "H2,H2A,100,30,,,0,"]));
  expect(isHeld(await find("H1"))).toEqual([false, false]);
  expect(isHeld(await find("H2"))).toEqual([true]);
  const { borrower: person } = await admin.data<{ borrower: { holds: object[]; consents: object[] } }>(
    `{ borrower(id: "${first.id}") { holds { fact source endedBy loan { externalId } } consents { channel given } } }`,
  );
  expect(person.holds).toEqual([
    {
      fact: "DISPUTED",
      source: "import",
      endedBy: expect.stringMatching(/^dataset:/),
      loan: { externalId: "H1A" },
    },
  ]);
  expect(person.consents).toContainEqual({ channel: "CALL", given: false });
  expect(person.consents).toContainEqual({ channel: "SMS", given: null });
  await expectAgreement();
});
