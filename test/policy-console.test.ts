import { readFile } from "node:fs/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { readPolicy } from "../packages/ml-core/src/strategy/policy-json.ts";
import { openBrowser, signIn } from "./harness/browser.ts";
import { Client } from "./harness/client.ts";
import { portfolioCsv } from "./harness/portfolio.ts";
import {
  adminEmail,
  adminPassword,
  discardServer,
  type RunningServer,
  startServer,
} from "./harness/server.ts";

const secondEmail = "second@example.com";

let server: RunningServer;
let browser: Browser;
let admin: Client;
let context: BrowserContext;
let page: Page;
/** What a page reported as an error since the test began. */
let faults: string[];

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), openBrowser()]);
  admin = await Client.signIn(server.url);
  await admin.importFile("history.csv", portfolioCsv({ rows: 1500, seed: 61, kind: "history" }));
  await admin.importFile("current.csv", portfolioCsv({ rows: 900, seed: 61, kind: "current" }));
  const model = await admin.finishJob(await admin.startJob("trainModel"));
  await admin.finishJob(await admin.startJob(`promoteModel(id: "${model}", override: true)`));
});
afterAll(async () => {
  await browser?.close();
  await discardServer(server);
});

beforeEach(async () => {
  faults = [];
  [context, page] = await openContext();
});
afterEach(async () => {
  await context.close();
  expect(faults).toEqual([]);
});

async function openContext(): Promise<[BrowserContext, Page]> {
  const opened = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-US" });
  const first = await opened.newPage();
  first.setDefaultTimeout(60_000);
  first.on("pageerror", (error) => faults.push(error.message));
  first.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  return [opened, first];
}

interface Active {
  policy: { version: number; note: string; createdBy: string; approvedBy: string | null };
  treatments: { treatment: string; loans: number }[];
}

async function active(): Promise<Active> {
  const { activeDecisionRun } = await admin.data<{ activeDecisionRun: Active }>(
    "{ activeDecisionRun { policy { version note createdBy approvedBy } treatments { treatment loans } } }",
  );
  return activeDecisionRun;
}

async function publishedCounts(): Promise<Record<string, number>> {
  const { treatments } = await active();
  return Object.fromEntries(
    treatments.filter(({ loans }) => loans > 0).map(({ treatment, loans }) => [treatment, loans]),
  );
}

/** What the preview says that each treatment gets, once it speaks of the rules as they are. */
async function shownCounts(of = page): Promise<Record<string, number>> {
  await of.locator('[data-moved]:not([data-moved=""])').waitFor();
  const rows = await of
    .getByRole("table", { name: "Loans by treatment" })
    .locator('tr[data-treatment]:not([data-treatment=""])')
    .evaluateAll((all) =>
      all.map((row) => [row.getAttribute("data-treatment"), row.querySelectorAll("td")[1].textContent]),
    );
  return Object.fromEntries(
    rows
      .map(([name, loans]) => [String(name), Number(String(loans).replace(/\D/g, ""))] as const)
      .filter(([, loans]) => loans > 0),
  );
}

/** Waits until the preview says that loans move. */
async function waitForMoves(of = page): Promise<void> {
  await of.locator('[data-moved]:not([data-moved=""]):not([data-moved="0"])').waitFor();
}

test("a guardrail is edited beside its effect, a fault stands beside its field, and what was shown is published", async () => {
  await signIn(page, server.url, adminEmail, adminPassword);
  await page.goto(`${server.url}/policy`);
  expect(await shownCounts()).toEqual(await publishedCounts());
  await page.getByRole("button", { name: /^Guardrails/ }).click();
  const days = page.getByRole("textbox", { name: "On hold below this many days past due" });
  await days.fill("-3");
  await page.getByText("Must be a whole number of days from 0 to 100,000, not -3.").waitFor();
  await page.getByText("1 problem", { exact: true }).waitFor();
  await days.fill("45");
  await page.getByRole("textbox", { name: "Amount owed from" }).fill("2500");
  await page.getByRole("listitem").filter({ hasText: "least amount owed" }).waitFor();
  await waitForMoves();
  const shown = await shownCounts();
  const changes = await page
    .getByRole("list", { name: "Changes" })
    .first()
    .getByRole("listitem")
    .allTextContents();
  expect(changes).toEqual([
    "Legal action: least amount owed: $2,500, was none",
    "On hold below 45 days past due, was 1 day past due",
  ]);
  await page.getByRole("textbox", { name: "Note" }).fill("Patience with the young and the small");
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByText("Version 2 is in force.").waitFor();
  expect(await publishedCounts()).toEqual(shown);
  await expect.poll(() => shownCounts(), { timeout: 60_000 }).toEqual(shown);
});

test("unsaved changes can be undone, and are not left without a question", async () => {
  await signIn(page, server.url, adminEmail, adminPassword);
  await page.goto(`${server.url}/policy`);
  const before = await shownCounts();
  await page
    .getByRole("slider", { name: "Boundary between Reminder and Settlement offer" })
    .press("PageDown");
  await waitForMoves();
  await page.getByRole("link", { name: "Models" }).click();
  const dialog = page.getByRole("dialog", { name: "Leave without saving?" });
  await dialog.getByRole("button", { name: "Stay" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("No loan gets another treatment than now.").waitFor();
  expect(await shownCounts()).toEqual(before);
  await page.getByRole("link", { name: "Models" }).click();
  await page.getByRole("heading", { name: "Models", level: 1 }).waitFor();
});

test("what is edited is saved as the file that the command line reads, and opened again", async () => {
  await signIn(page, server.url, adminEmail, adminPassword);
  await page.goto(`${server.url}/policy`);
  const boundary = page.getByRole("textbox", { name: "Settlement offer from" });
  await boundary.fill("30");
  await waitForMoves();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save as file" }).click(),
  ]);
  const text = await readFile(await download.path(), "utf8");
  const { policy, problems } = readPolicy(text);
  expect(problems).toEqual([]);
  expect(policy!.bands[1]).toEqual({ treatment: "SETTLEMENT_OFFER", from: 0.3, fromInclusive: true });

  await boundary.fill("40");
  const open = async (name: string, content: string) => {
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByRole("button", { name: "Open a file" }).click(),
    ]);
    await chooser.setFiles({ name, mimeType: "application/json", buffer: Buffer.from(content) });
  };
  await open("torn.json", text.slice(0, 40));
  await page.getByText("torn.json: This is not a policy as JSON.").waitFor();
  await open("negative.json", text.replace(/"cost": [\d.]+/, '"cost": -1'));
  await page.getByText(/^rules\.treatments\.\d\.cost: /).waitFor();
  await open("policy.json", text);
  await expect.poll(() => boundary.inputValue(), { timeout: 60_000 }).toContain("30");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => boundary.inputValue(), { timeout: 60_000 }).toContain("40");
});

test("one admin writes a draft, another reads it in words, sees its effect, and approves it", async () => {
  const { createUser } = await admin.data<{ createUser: { temporaryPassword: string } }>(
    `mutation { createUser(email: "${secondEmail}", role: ADMIN) { ... on CreatedUser { temporaryPassword } } }`,
  );
  await signIn(page, server.url, adminEmail, adminPassword);
  await page.goto(`${server.url}/policy`);
  const boundary = page.getByRole("textbox", { name: "Settlement offer from" });
  await boundary.fill("30");
  await waitForMoves();
  const shown = await shownCounts();
  await page.getByRole("textbox", { name: "Note" }).fill("Earlier offers");
  expect(await page.getByRole("button", { name: "Publish" }).count()).toBe(0);
  await page.getByRole("button", { name: "Send to review" }).click();
  await page.getByText("Another admin has to approve what you wrote.").waitFor();
  expect(await page.getByRole("button", { name: "Approve and publish" }).count()).toBe(0);

  const [otherContext, other] = await openContext();
  await signIn(other, server.url, secondEmail, createUser.temporaryPassword);
  await other.goto(`${server.url}/policy`);
  await other.getByRole("link", { name: "Draft 1" }).click();
  await other.getByText("Settlement offer starts at 30%, was 50%").first().waitFor();
  await other.getByRole("table", { name: "From treatment to treatment" }).first().waitFor();
  await other.getByRole("textbox", { name: "Review note" }).fill("Agreed");
  await other.getByRole("button", { name: "Approve and publish" }).click();
  await other.getByText("Version 3 is in force.").waitFor();
  await otherContext.close();
  expect((await active()).policy).toEqual({
    version: 3,
    note: "Earlier offers",
    createdBy: adminEmail,
    approvedBy: secondEmail,
  });
  expect(await publishedCounts()).toEqual(shown);
});

test("a version is rolled back with one confirmation, and says by whom", async () => {
  await signIn(page, server.url, adminEmail, adminPassword);
  await page.goto(`${server.url}/policy`);
  await page.getByRole("button", { name: "Roll back to version 2" }).click();
  const dialog = page.getByRole("dialog", { name: "Roll back to version 2?" });
  await dialog.getByRole("button", { name: "Roll back", exact: true }).click();
  await page.getByText("Version 4 is in force.").waitFor();
  const { policy } = await active();
  expect(policy).toMatchObject({ version: 4, note: "Back to version 2.", createdBy: adminEmail });
});

test("a new treatment gets a band, and by expected value scarce hours have a worth", async () => {
  await signIn(page, server.url, adminEmail, adminPassword);
  await page.goto(`${server.url}/policy`);
  await page.getByRole("button", { name: /^Treatments/ }).click();
  await page.getByRole("button", { name: "Add a treatment" }).click();
  const added = page.getByRole("group", { name: "Treatment 1", exact: true });
  await added.getByRole("textbox", { name: "Name" }).fill("Field visit");
  await added.getByRole("textbox", { name: "Name" }).blur();
  await page.getByRole("button", { name: "Add a band" }).click();
  await page.getByRole("menuitem", { name: "Field visit" }).click();
  await waitForMoves();
  expect((await shownCounts()).FIELD_VISIT).toBeGreaterThan(0);
  await page.getByRole("button", { name: /^Mode/ }).click();
  await page.getByRole("radio", { name: "By expected value" }).click();
  await page.getByRole("button", { name: /^Capacity/ }).click();
  await page.getByRole("textbox", { name: "Agent hours a month" }).fill("20");
  await page.getByText(/One more agent-hour a month is worth/).waitFor();
  await page.getByRole("tab", { name: "Groups" }).click();
  await page.getByRole("table", { name: "Selection rate by group" }).waitFor();
  await page.getByRole("tab", { name: "If wrong" }).click();
  await page.getByRole("table", { name: "If an assumption is off" }).waitFor();
  await page.getByRole("tab", { name: "Optimize" }).click();
  await page.getByRole("button", { name: "Find the best thresholds" }).click();
  await page.getByRole("button", { name: "Use these" }).click();
  await waitForMoves();
});
