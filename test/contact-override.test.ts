import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, signIn } from "./harness/browser.ts";
import { Client } from "./harness/client.ts";
import { withDatabase } from "./harness/database.ts";
import { discardServer, type RunningServer, startServer } from "./harness/server.ts";
import { zoneWhereItIs } from "./harness/zones.ts";

let server: RunningServer;
let admin: Client;

interface Person {
  id: string;
  externalId: string;
  call: { verdict: string; rule: string | null; nextPermitted: string | null };
  activities: {
    id: string;
    result: string;
    breach: { rule: string; words: string; reason: string } | null;
  }[];
  leadDecision: { loan: { id: string } };
}

const fields = `id externalId call: contact(channel: CALL) { verdict rule nextPermitted }
  activities { id result breach { rule words reason } } leadDecision { loan { id } }`;

beforeAll(async () => {
  server = await startServer({ env: { JURISDICTION: "US" } });
  admin = await Client.signIn(server.url);
  const zones = [zoneWhereItIs(12), zoneWhereItIs(3), zoneWhereItIs(3)];
  const rows = zones.map((zone, i) => `B${i},L${i},1000,40,,+1-202-555-010${i},${zone},Yes`);
  const header =
    "Borrower_ID,Loan_ID,Outstanding_Loan_Amount,Days_Past_Due,Recovery_Status,Phone,Time_Zone,Consent_Call";
  await admin.importFile("people.csv", `${header}\n${rows.join("\n")}\n`);
});
afterAll(() => discardServer(server));

async function people(filter = ""): Promise<Person[]> {
  const { borrowers } = await admin.data<{ borrowers: { nodes: Person[] } }>(
    `{ borrowers(first: 10 ${filter}) { nodes { ${fields} } } }`,
  );
  return borrowers.nodes.sort((a, b) => a.externalId.localeCompare(b.externalId));
}

async function call(person: Person, reason?: string, result = "CONVERSATION") {
  const activity = {
    loanId: person.leadDecision.loan.id,
    channel: "CALL",
    result,
    override: reason === undefined ? null : { reason },
  };
  const { recordActivity } = await admin.data<{
    recordActivity: { id?: string; breach?: object | null; problems?: { path: string }[] };
  }>(
    `mutation ($activity: ActivityInput!) { recordActivity(activity: $activity) {
       ... on Activity { id breach { rule words reason } } ... on Refusal { problems { path } } } }`,
    { activity },
  );
  return recordActivity;
}

test("a call that happened against the rules is kept with its reason, audited, and counts from then on", async () => {
  const [, asleep] = await people();
  expect(asleep.call).toMatchObject({ verdict: "DEFER", rule: "us-hours" });
  expect((await call(asleep)).problems).toMatchObject([{ path: "channel" }]);
  expect((await call(asleep, "  no ")).problems).toMatchObject([
    { path: "channel" },
    { path: "override.reason" },
  ]);
  expect((await people())[1].activities).toEqual([]);

  const kept = await call(asleep, "The dialler had the wrong zone");
  expect(kept.breach).toMatchObject({ rule: "us-hours", reason: "The dialler had the wrong zone" });
  const after = (await people())[1];
  expect(after.activities).toMatchObject([{ result: "CONVERSATION", breach: { rule: "us-hours" } }]);
  // Somebody spoke with them: without the call it would be permitted in the morning.
  expect(Date.parse(after.call.nextPermitted!)).toBeGreaterThan(Date.now() + 5 * 86_400_000);

  const { auditEvents } = await admin.data<{
    auditEvents: { nodes: { action: string; subject: string; detail: string }[] };
  }>("{ auditEvents(first: 5) { nodes { action subject detail } } }");
  const event = auditEvents.nodes.find(({ action }) => action === "activity.record")!;
  expect(event.subject).toBe(`borrower:${asleep.id}`);
  expect(JSON.parse(event.detail)).toEqual({
    activity: kept.id,
    channel: "CALL",
    result: "CONVERSATION",
    againstRule: "us-hours",
  });
});

test("it lists and permits nobody whom the rules block", async () => {
  const listed = async () =>
    (await people("filter: { contactableNow: true }")).map(({ externalId }) => externalId);
  const before = await listed();
  const [awake, , asleep] = await people();
  await call(asleep, "A colleague called in the night", "NO_ANSWER");
  expect(await listed()).toEqual(before);
  expect((await people())[2].call.verdict).toBe("DEFER");
  const line = (await (await admin.get("/decisions.csv")).text())
    .split("\n")
    .find((row) => row.startsWith(`${asleep.externalId},`));
  expect(line).not.toContain(",ALLOW,");
  // Where the rules permit it, a reason marks nothing.
  expect(await call(awake, "Not needed at all", "NO_ANSWER")).toMatchObject({ breach: null });
});

test("on the borrower's page a refused contact is recorded with a reason", async () => {
  const asleep = (await people())[2];
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await signIn(page, server.url, server.email, server.password);
    await page.goto(`${server.url}/borrowers/${asleep.id}`);
    await page.getByRole("button", { name: "Record", exact: true }).click();
    await page.getByText("the contact rules forbid it").waitFor();
    await page.getByRole("button", { name: "Record against the rules" }).click();
    await page.getByText("why it happened.", { exact: false }).last().waitFor();
    await page.getByLabel("Why it happened").fill("They asked for it by mail");
    await page.getByRole("button", { name: "Record against the rules" }).click();
    await page.getByText("They asked for it by mail").waitFor();
  } finally {
    await browser.close();
  }
  expect((await people())[2].activities[0]).toMatchObject({
    result: "NO_ANSWER",
    breach: { rule: "us-hours", reason: "They asked for it by mail" },
  });
});

test("an admin erases a borrower on their page, notes and reasons included, after typing their id", async () => {
  const asleep = (await people())[2];
  await admin.data(
    `mutation { setHold(hold: { borrowerId: "${asleep.id}", fact: HARDSHIP, note: "Lost a job" }) { __typename } }`,
  );
  // As contacts were recorded before their events named the borrower.
  const older = `INSERT INTO audit_event (id, actor, action, subject, detail, salt, digest)
    VALUES (900000, 'x', 'activity.record', 'activity:${asleep.activities[0].id}', '{"channel": "CALL"}', '\\x01', '\\x00')`;
  await withDatabase(server.dataDir, (client) => client.query(older));
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await signIn(page, server.url, server.email, server.password);
    await page.goto(`${server.url}/borrowers/${asleep.id}`);
    await page.getByRole("button", { name: "Erase personal data" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("to confirm").fill("B0");
    await dialog.getByRole("button", { name: "Erase for good" }).click();
    await dialog.getByText("This is not the borrower's id").waitFor();
    await dialog.getByLabel("to confirm").fill(asleep.externalId);
    await dialog.getByRole("button", { name: "Erase for good" }).click();
    await page.getByText("Their personal data were erased").waitFor();
  } finally {
    await browser.close();
  }
  const { borrower } = await admin.data<{ borrower: object }>(
    `{ borrower(id: "${asleep.id}") { phone timeZone holds { note } activities { note breach { rule reason } } } }`,
  );
  const breach = { rule: "us-hours", reason: "erased" };
  expect(borrower).toEqual({
    phone: null,
    timeZone: null,
    holds: [{ note: null }],
    activities: [
      { note: null, breach },
      { note: null, breach },
    ],
  });
  await withDatabase(server.dataDir, async (client) => {
    const change = "UPDATE activity SET result = 'CONVERSATION', note = NULL";
    await expect(client.query(change)).rejects.toThrow("never changed");
    const { rows } = await client.query("SELECT subject, detail FROM audit_event WHERE id = 900000");
    expect(rows).toEqual([{ subject: expect.stringMatching(/^erased:/), detail: null }]);
  });
});
