import { afterAll, beforeAll, expect, test } from "vitest";
import { canContact } from "../packages/ml-core/src/strategy/contact/can-contact.ts";
import type { ContactAccount } from "../packages/ml-core/src/strategy/contact/rules.ts";
import { Client } from "./harness/client.ts";
import { discardServer, type RunningServer, startServer } from "./harness/server.ts";
import { zoneWhereItIs } from "./harness/zones.ts";

let server: RunningServer;
let admin: Client;

const noon = zoneWhereItIs(12);
const night = zoneWhereItIs(3);
const phones = ["+1-202-555-0101", ""];
const zones = [noon, night, "", "Mars/Olympus"];
const daysPastDue = [10, 40, 70, 100, 0];

/** Every combination of phone, zone and days past due. */
const people = phones.flatMap((phone) =>
  zones.flatMap((zone) => daysPastDue.map((days) => ({ phone, zone, days }))),
);

beforeAll(async () => {
  server = await startServer({ env: { JURISDICTION: "IN" } });
  admin = await Client.signIn(server.url);
  const rows = people.map(
    ({ phone, zone, days }, i) => `B${i},L${i},${1000 + i},${days},,${phone},${zone},b${i}@example.com`,
  );
  const header =
    "Borrower_ID,Loan_ID,Outstanding_Loan_Amount,Days_Past_Due,Recovery_Status,Phone,Time_Zone,Email";
  await admin.importFile("people.csv", `${header}\n${rows.join("\n")}\n`);
});
afterAll(() => discardServer(server));

interface Contact {
  channel: string;
  verdict: string;
  rule: string | null;
  source: string | null;
  blockedBy: string | null;
  nextPermitted: string | null;
  missing: string[];
}
interface Person {
  id: string;
  externalId: string;
  timeZone: string | null;
  phone: string | null;
  leadDecision: { treatment: string; contact: Contact | null; loan: { id: string; externalId: string } };
  contact: Contact;
}

interface PersonPage {
  nodes: Person[];
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

const contactFields = "channel verdict rule source blockedBy nextPermitted missing";
const personFields = `id externalId timeZone phone contact(channel: CALL) { ${contactFields} }
  leadDecision { treatment contact { ${contactFields} } loan { id externalId } }`;

async function list(filter: object = {}, first = 200): Promise<{ nodes: Person[]; totalCount: number }> {
  const nodes: Person[] = [];
  for (let after: string | null = null; ; ) {
    const { borrowers }: { borrowers: PersonPage } = await admin.data(
      `query ($filter: BorrowerFilter, $first: Int, $after: String) {
         borrowers(filter: $filter, first: $first, after: $after) {
           totalCount pageInfo { hasNextPage endCursor } nodes { ${personFields} } } }`,
      { filter, first, after },
    );
    nodes.push(...borrowers.nodes);
    if (!borrowers.pageInfo.hasNextPage) return { nodes, totalCount: borrowers.totalCount };
    after = borrowers.pageInfo.endCursor;
  }
}

async function person(externalId: string): Promise<Person> {
  return (await list({ text: externalId })).nodes.find((node) => node.externalId === externalId)!;
}

type Answer = { id?: string; problems?: { path: string; message: string }[] };
const answerFields = "... on Refusal { problems { path message } }";

async function consent(id: string, channel: string, given: boolean | null): Promise<void> {
  await admin.data(
    `mutation ($given: Boolean) { setConsent(borrowerId: "${id}", channel: ${channel}, given: $given) { __typename } }`,
    { given },
  );
}

async function record(activity: object): Promise<Answer> {
  const { recordActivity } = await admin.data<{ recordActivity: Answer }>(
    `mutation ($activity: ActivityInput!) { recordActivity(activity: $activity) { ... on Activity { id } ${answerFields} } }`,
    { activity },
  );
  return recordActivity;
}

/** What the exported file says of each loan. */
async function exported(): Promise<Map<string, Record<string, string>>> {
  const [head, ...lines] = (await (await admin.get("/decisions.csv")).text()).trim().split("\n");
  const names = head.split(",");
  const rows = lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(names.map((name, i) => [name, cells[i]]));
  });
  return new Map(rows.map((row) => [row.Loan_ID, row]));
}

/** Lists, rows and file against the rule itself, with what this test knows of each borrower. */
async function expectTheRuleEverywhere(extra: Map<string, Partial<ContactAccount>>): Promise<void> {
  const [all, now, file] = await Promise.all([list(), list({ contactableNow: true }, 2), exported()]);
  const instant = Date.now();
  const allowed: string[] = [];
  for (const node of all.nodes) {
    const contact = node.leadDecision.contact;
    const line = file.get(node.leadDecision.loan.externalId)!;
    if (contact === null) {
      expect(line.Contact_Verdict).toBe("");
      continue;
    }
    const account: ContactAccount = {
      jurisdiction: "IN",
      loanId: node.leadDecision.loan.id,
      timeZone: node.timeZone,
      consent: {},
      history: [],
      holds: [],
      reach: { phone: node.phone !== null, email: true, address: true },
      ...extra.get(node.externalId),
    };
    const expected = canContact(account, contact.channel as "CALL", instant);
    expect(contact).toMatchObject({ verdict: expected.verdict, missing: expected.missing ?? [] });
    expect([line.Contact_Verdict, line.Missing]).toEqual([
      expected.verdict,
      (expected.missing ?? []).join(" "),
    ]);
    expect(line.Blocked_By).toBe(expected.verdict === "ALLOW" ? "" : expected.rule);
    if (expected.verdict === "DEFER") expect(Date.parse(line.Next_Permitted)).toBe(expected.nextPermitted);
    if (expected.verdict === "ALLOW") allowed.push(node.externalId);
  }
  expect(now.nodes.map((node) => node.externalId)).toEqual(allowed);
  expect(now.totalCount).toBe(allowed.length);
}

test("what is not known blocks, and is named in every place", async () => {
  const { blockedBy, verdict, missing } = (await person("B2")).contact;
  expect({ verdict, missing }).toEqual({ verdict: "BLOCK", missing: ["consent"] });
  expect(blockedBy).toContain("consent");
  await expectTheRuleEverywhere(new Map());
});

test("with consent only those are listed for whom it is day", async () => {
  const extra = new Map<string, Partial<ContactAccount>>();
  const { nodes } = await list();
  for (const [i, { id, externalId }] of nodes.entries()) {
    const given = i % 5 !== 4;
    for (const channel of ["CALL", "SMS"]) await consent(id, channel, given);
    extra.set(externalId, { consent: { CALL: given, SMS: given } });
  }
  await expectTheRuleEverywhere(extra);
  const { contact } = await person(`B${people.findIndex(({ zone, days }) => zone === night && days === 10)}`);
  expect(contact).toMatchObject({ verdict: "DEFER", rule: "in-hours" });
  expect(contact.blockedBy).toContain("8:00 to 19:00");
  expect(contact.source).toContain("RBI");
  expect((await list({ contactableNow: true })).totalCount).toBeGreaterThan(0);
});

test("a contact that the rules forbid is not recorded, unless the borrower called", async () => {
  const asleep = (await list()).nodes.find(({ timeZone }) => timeZone === night)!;
  const loanId = asleep.leadDecision.loan.id;
  const refused = await record({ loanId, channel: "CALL", result: "NO_ANSWER" });
  expect(refused.problems?.[0]).toMatchObject({ path: "channel" });
  const inbound = await record({
    loanId,
    channel: "CALL",
    result: "PROMISE_TO_PAY",
    inbound: true,
    note: "Called us",
    promise: { amount: "120.50", day: "2027-01-31" },
  });
  expect(inbound.id).toBeDefined();
  const { borrower } = await admin.data<{ borrower: { activities: object[] } }>(
    `{ borrower(id: "${asleep.id}") { activities { direction channel result note promiseDay promiseAmount { amount } createdBy } } }`,
  );
  expect(borrower.activities).toEqual([
    {
      direction: "INBOUND",
      channel: "CALL",
      result: "PROMISE_TO_PAY",
      note: "Called us",
      promiseDay: "2027-01-31",
      promiseAmount: { amount: "120.50" },
      createdBy: "admin@example.com",
    },
  ]);
  const [open] = (await list({ contactableNow: true })).nodes;
  expect(
    (await record({ loanId: open.leadDecision.loan.id, channel: "CALL", result: "NO_ANSWER" })).id,
  ).toBeDefined();
  expect((await record({ loanId: "99999", channel: "CALL", result: "NO_ANSWER" })).problems![0].path).toBe(
    "loanId",
  );
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const future = await record({ loanId, channel: "CALL", result: "NO_ANSWER", at: later });
  expect(future.problems![0].path).toBe("at");
});

test("a hold takes the borrower off the list of those to call, and the search still finds them", async () => {
  const [open] = (await list({ contactableNow: true })).nodes;
  await admin.data(`mutation { setHold(hold: { borrowerId: "${open.id}", fact: ATTORNEY }) { __typename } }`);
  expect((await list({ contactableNow: true })).nodes.map(({ id }) => id)).not.toContain(open.id);
  const found = await person(open.externalId);
  expect(found.contact).toMatchObject({
    verdict: "BLOCK",
    nextPermitted: null,
    blockedBy: "On hold: attorney.",
  });
  expect(
    await record({ loanId: open.leadDecision.loan.id, channel: "CALL", result: "NO_ANSWER" }),
  ).toMatchObject({
    problems: [{ path: "channel" }],
  });
});

test("a time zone is checked and takes effect at once", async () => {
  const setZone = async (id: string, timeZone: string | null) =>
    (
      await admin.data<{ setTimeZone: Answer & { timeZone?: string | null } }>(
        `mutation ($zone: String) { setTimeZone(borrowerId: "${id}", timeZone: $zone) { ... on Borrower { timeZone } ${answerFields} } }`,
        { zone: timeZone },
      )
    ).setTimeZone;
  const [open] = (await list({ contactableNow: true })).nodes;
  expect((await setZone(open.id, "Moon/Base")).problems![0].path).toBe("timeZone");
  expect((await setZone(open.id, night)).timeZone).toBe(night);
  expect((await person(open.externalId)).contact.verdict).toBe("DEFER");
  await setZone(open.id, null);
  expect((await person(open.externalId)).contact.missing).toEqual(["timeZone"]);
});

test("a policy's preview counts the contacts that the rules let through, as the export of its decisions does", async () => {
  const rules = {
    bands: [
      { treatment: "REMINDER", from: 0, fromInclusive: true },
      { treatment: "SETTLEMENT_OFFER", from: 0.5, fromInclusive: true },
      { treatment: "LEGAL_ACTION", from: 0.75, fromInclusive: false },
    ],
    guardrails: {
      holdFacts: [],
      holdBelowDaysPastDue: 1,
      limits: [{ treatment: "LEGAL_ACTION", minDaysPastDue: 90 }],
    },
  };
  const { publishPolicy } = await admin.data<{ publishPolicy: { job: { id: string } } }>(
    `mutation ($rules: PolicyRulesInput!) { publishPolicy(rules: $rules, note: "Counted") { ... on PublishedPolicy { job { id } } } }`,
    { rules },
  );
  await admin.finishJob(publishPolicy.job.id);
  const { simulatePolicy } = await admin.data<{
    simulatePolicy: { contacts: { treatment: string; allowed: number; deferred: number; blocked: number }[] };
  }>(
    `query ($rules: PolicyRulesInput!) { simulatePolicy(rules: $rules) {
       ... on PolicySimulation { contacts { treatment allowed deferred blocked } } } }`,
    { rules },
  );
  const [head, ...lines] = (await (await admin.get("/decisions.csv")).text()).trimEnd().split("\n");
  const at = (name: string) => head.split(",").indexOf(name);
  const counted = (treatment: string, verdict: string) =>
    lines.filter((line) => {
      const cells = line.split(",");
      return cells[at("Recovery_Strategy")] === treatment && cells[at("Contact_Verdict")] === verdict;
    }).length;
  for (const { treatment, ...counts } of simulatePolicy.contacts) {
    expect(counts).toEqual({
      allowed: counted(treatment, "ALLOW"),
      deferred: counted(treatment, "DEFER"),
      blocked: counted(treatment, "BLOCK"),
    });
  }
  const all = simulatePolicy.contacts.reduce(
    (sum, each) => sum + each.allowed + each.deferred + each.blocked,
    0,
  );
  expect(all).toBe(lines.length - lines.filter((line) => line.includes(",HOLD,")).length);
});
