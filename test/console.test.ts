import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
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

const wide = { width: 1440, height: 900 };
const narrow = { width: 390, height: 844 };
const agentEmail = "agent@example.com";

let server: RunningServer;
let browser: Browser;
let folder: string;
let admin: Client;
let agentPassword: string;
let context: BrowserContext;
let page: Page;
/** What the page reported as an error since the test began. */
let faults: string[];

beforeAll(async () => {
  [server, browser, folder] = await Promise.all([
    startServer(),
    openBrowser(),
    mkdtemp(join(tmpdir(), "loan-recovery-files-")),
  ]);
  admin = await Client.signIn(server.url);
  const { createUser } = await admin.data<{ createUser: { temporaryPassword: string } }>(
    `mutation ($email: String!) { createUser(email: $email, role: AGENT) { ... on CreatedUser { temporaryPassword } } }`,
    { email: agentEmail },
  );
  agentPassword = createUser.temporaryPassword;
});
afterAll(async () => {
  await browser?.close();
  await discardServer(server);
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  context = await browser.newContext({ viewport: wide, locale: "en-US" });
  page = await context.newPage();
  page.setDefaultTimeout(60_000);
  faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    // The browser itself reports a refused sign-in as an error.
    if (message.type() === "error" && !message.text().includes("401")) faults.push(message.text());
  });
});
afterEach(async () => {
  await context.close();
  expect(faults).toEqual([]);
});

async function csvFile(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** Goes through the import wizard with a file whose mapping needs no change. */
async function importThroughWizard(path: string): Promise<void> {
  await page.goto(`${server.url}/datasets/new`);
  await page.locator('input[type="file"]').setInputFiles(path);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText("is imported").waitFor();
}

/** Trains on the models page, and goes to the page of what was trained. */
async function trainThroughPage(): Promise<void> {
  await page.goto(`${server.url}/models`);
  await page.getByRole("button", { name: "Train a model" }).click();
  await page.getByRole("button", { name: "Start training" }).click();
  await page.getByRole("link", { name: "See what it can do" }).click();
  await page.getByRole("heading", { level: 1, name: /^Model \d+$/ }).waitFor();
}

test("a wrong password is told, a right one opens the console, and the way asked for is kept", async () => {
  await page.goto(`${server.url}/models`);
  await page.getByLabel("Email").fill(adminEmail);
  await page.getByRole("textbox", { name: "Password" }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").getByText("do not go together").waitFor();
  await page.getByRole("textbox", { name: "Password" }).fill(adminPassword);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Models", level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/models");
});

test("a lender imports a file without a signal, trains, and reads that it cannot predict recovery", async () => {
  await signIn(page, server.url, adminEmail, adminPassword);
  await page.getByText("Nothing to work on yet").waitFor();
  const csv = portfolioCsv({ rows: 1200, seed: 51, kind: "history", signal: 0 });
  await importThroughWizard(await csvFile("no-signal.csv", csv));
  await admin.settleRuns();
  await page.goto(`${server.url}/borrowers`);
  await page.getByText("Back-test").first().waitFor();

  await trainThroughPage();
  const id = new URL(page.url()).pathname.split("/")[2];
  const { model } = await admin.data<{ model: { metrics: { rocAucLow: number; rocAucHigh: number } } }>(
    "query ($id: ID!) { model(id: $id) { metrics { rocAucLow rocAucHigh } } }",
    { id },
  );
  expect(model.metrics.rocAucLow).toBeLessThan(0.5);
  expect(model.metrics.rocAucHigh).toBeGreaterThan(0.5);
  await page
    .getByText(/cannot tell|cannot predict|not enough/i)
    .first()
    .waitFor();
  await page
    .getByText(/coin toss/i)
    .first()
    .waitFor();
  await page.getByRole("button", { name: "Make it active" }).click();
  const dialog = page.getByRole("dialog");
  const confirm = dialog.getByRole("button", { name: "Make it active" });
  expect(await confirm.isDisabled()).toBe(true);
  await dialog.getByRole("button", { name: "Cancel" }).click();
});

test("a real history and a current book: train, make it active, and work from the top of the list", async () => {
  await signIn(page, server.url, adminEmail, adminPassword);
  await importThroughWizard(
    await csvFile("history.csv", portfolioCsv({ rows: 2500, seed: 52, kind: "history" })),
  );
  await importThroughWizard(
    await csvFile("current.csv", portfolioCsv({ rows: 600, seed: 52, kind: "current" })),
  );
  await admin.settleRuns();
  await trainThroughPage();
  await page.getByRole("heading", { name: "On the newest loans" }).waitFor();
  for (const way of ["Needed", "Moves scores", "Learned"]) {
    await page.getByText(way, { exact: true }).click();
    const bars = page.getByRole("list", { name: `Feature importance: ${way.toLowerCase()}` });
    await bars.getByText("Days past due").waitFor();
  }
  await page.getByRole("button", { name: "Make it active" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Make it active" }).click();
  await page.getByText("The model is active.").waitFor();
  await admin.settleRuns();

  await page.goto(`${server.url}/borrowers`);
  const first = page.locator('a[href^="/borrowers/"]').first();
  const name = (await first.textContent())!.trim();
  await first.click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
  for (const title of ["What to do", "Why this score", "Contact", "What would lead to a milder treatment"])
    await page.getByRole("heading", { name: title, exact: true }).waitFor();
  await page
    .getByRole("table", { name: "Why this score" })
    .getByText(/points?$/)
    .first()
    .waitFor();

  await page.goto(`${server.url}/explore`);
  for (const name of [/^Missed payments\./, /^Loans by amount/, /^Monthly income against risk, /])
    await page.getByRole("img", { name }).waitFor();
});

test("filters and order live in the address, and the list goes on as one scrolls", async () => {
  await signIn(page, server.url, adminEmail, adminPassword);
  await page.goto(`${server.url}/borrowers?treatment=REMINDER&sort=OUTSTANDING.ASC`);
  await page.locator('a[href^="/borrowers/"]').first().waitFor();
  const { borrowers } = await admin.data<{
    borrowers: { totalCount: number; nodes: { id: string }[] };
  }>(
    `{ borrowers(first: 200, filter: { treatment: ["REMINDER"] }, orderBy: [{ by: OUTSTANDING, direction: ASC }]) {
       totalCount nodes { id } } }`,
  );
  expect(borrowers.totalCount).toBeGreaterThan(100);
  const shown = () =>
    page
      .locator('a[href^="/borrowers/"]')
      .evaluateAll((links) => links.map((link) => link.getAttribute("href")!.split("/")[2].split("?")[0]));
  expect((await shown())[0]).toBe(borrowers.nodes[0].id);
  const hundredth = page.locator(`a[href^="/borrowers/${borrowers.nodes[99].id}"]`);
  await expect
    .poll(
      async () => {
        await page.mouse.move(700, 500);
        await page.mouse.wheel(0, 1500);
        return hundredth.count();
      },
      { timeout: 60_000 },
    )
    .toBeGreaterThan(0);
  await page.getByPlaceholder("Search by name or id").fill("no such borrower");
  await page.getByText("No borrower matches").waitFor();
});

test("a boundary moves by keyboard with its counts, and publishing does what was shown", async () => {
  await signIn(page, server.url, adminEmail, adminPassword);
  await page.goto(`${server.url}/policy`);
  const handle = page.getByRole("slider", { name: "Boundary between Reminder and Settlement offer" });
  const count = async () => {
    const cell = page.locator('[data-treatment="SETTLEMENT_OFFER"] td').nth(1);
    return Number((await cell.textContent())!.replace(/\D/g, ""));
  };
  const before = await count();
  await handle.focus();
  for (let i = 0; i < 6; i++) await handle.press("PageDown");
  await expect.poll(count).toBeGreaterThan(before);
  const shown = await count();
  await page.getByRole("textbox", { name: "Note" }).fill("Earlier offers");
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByText(/Version \d+ is in force/).waitFor();
  const { activeDecisionRun } = await admin.data<{
    activeDecisionRun: {
      policy: { version: number; note: string };
      treatments: { treatment: string; loans: number }[];
    };
  }>("{ activeDecisionRun { policy { version note } treatments { treatment loans } } }");
  expect(activeDecisionRun.policy).toEqual({ version: 2, note: "Earlier offers" });
  const offers = activeDecisionRun.treatments.find(({ treatment }) => treatment === "SETTLEMENT_OFFER");
  expect(offers?.loans).toBe(shown);
});

test("a file with faults shows each reject, and one that is no CSV is refused in words", async () => {
  await signIn(page, server.url, adminEmail, adminPassword);
  const faulty = "Borrower_ID,Loan_ID,Outstanding_Loan_Amount\nR-1,R-L1,100\nR-2,R-L2,plenty\n";
  await importThroughWizard(await csvFile("faulty.csv", faulty));
  await page.getByText("plenty").first().waitFor();
  await page.goto(`${server.url}/datasets/new`);
  await page.locator('input[type="file"]').setInputFiles(await csvFile("empty.csv", ""));
  await page.getByRole("alert").getByText("The file is empty.").waitFor();
  // The browser reports the refusal as an error of its own.
  faults = faults.filter((fault) => !fault.includes("422"));
});

test("an agent sees the worklist and borrowers, and nothing of administration", async () => {
  await signIn(page, server.url, agentEmail, agentPassword);
  await page.locator('a[href^="/borrowers/"]').first().waitFor();
  expect(await page.getByRole("link", { name: "Models" }).count()).toBe(0);
  expect(await page.getByRole("button", { name: "Download CSV" }).count()).toBe(0);
  await page.goto(`${server.url}/models`);
  await page
    .getByText(/only admins|for admins/i)
    .first()
    .waitFor();
});

const paths = [
  "/borrowers",
  "/borrower",
  "/receipt",
  "/datasets",
  "/datasets/new",
  "/models",
  "/model",
  "/policy",
  "/experiments",
  "/explore",
  "/activity",
  "/access",
  "/account",
];

test.each(["light", "dark"] as const)("every page fits a phone and a desktop, in %s", async (scheme) => {
  await page.emulateMedia({ colorScheme: scheme });
  await signIn(page, server.url, adminEmail, adminPassword);
  const found = await admin.data<{
    borrowers: { nodes: { id: string; leadDecision: { id: string } }[] };
    models: { nodes: { id: string }[] };
  }>("{ borrowers(first: 1) { nodes { id leadDecision { id } } } models(first: 1) { nodes { id } } }");
  for (const path of paths) {
    const address = path
      .replace(/^\/borrower$/, `/borrowers/${found.borrowers.nodes[0].id}`)
      .replace(/^\/receipt$/, `/decisions/${found.borrowers.nodes[0].leadDecision.id}`)
      .replace(/^\/model$/, `/models/${found.models.nodes[0].id}`);
    for (const size of [wide, narrow]) {
      await page.setViewportSize(size);
      await page.goto(server.url + address);
      await page.getByRole("heading", { level: 1 }).first().waitFor();
      await page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
      const { client, scroll } = await page.evaluate(() => ({
        client: document.documentElement.clientWidth,
        scroll: document.documentElement.scrollWidth,
      }));
      expect(scroll, `${address} at ${size.width} px`).toBeLessThanOrEqual(client);
    }
  }
});
