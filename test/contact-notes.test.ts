import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, signIn } from "./harness/browser.ts";
import { Client } from "./harness/client.ts";
import { withDatabase } from "./harness/database.ts";
import { discardServer, type RunningServer, startServer } from "./harness/server.ts";

let server: RunningServer;
let admin: Client;
/** The one borrower. */
let id: string;

beforeAll(async () => {
  server = await startServer();
  admin = await Client.signIn(server.url);
  const header = "Borrower_ID,Loan_ID,Outstanding_Loan_Amount,Days_Past_Due,Recovery_Status,Email";
  await admin.importFile("people.csv", `${header}\nB0,L0,1000,40,,b0@example.com\n`);
  const { borrowers } = await admin.data<{ borrowers: { nodes: { id: string }[] } }>(
    "{ borrowers(first: 1) { nodes { id } } }",
  );
  id = borrowers.nodes[0].id;
});
afterAll(() => discardServer(server));

test("consent says how, when and by whom it was learned, until a file says otherwise", async () => {
  const consents = async () =>
    (
      await admin.data<{ borrower: { consents: { channel: string; given: boolean | null }[] } }>(
        `{ borrower(id: "${id}") { consents { channel given source notedBy } } }`,
      )
    ).borrower.consents.find(({ channel }) => channel === "EMAIL");
  await admin.data(
    `mutation { setConsent(borrowerId: "${id}", channel: EMAIL, given: true, source: LETTER) { __typename } }`,
  );
  expect(await consents()).toMatchObject({ given: true, source: "LETTER", notedBy: "admin@example.com" });
  await withDatabase(server.dataDir, (client) =>
    client.query("UPDATE borrower SET consent_email = false WHERE id = $1", [id]),
  );
  expect(await consents()).toEqual({ channel: "EMAIL", given: false, source: null, notedBy: null });
});

test("an agent notes consent, time zone and a promise on the borrower's page, with problems beside the fields", async () => {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await signIn(page, server.url, server.email, server.password);
    await page.goto(`${server.url}/borrowers/${id}`);
    await page.getByRole("button", { name: "Consent" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Channel").selectOption("VISIT");
    await dialog.getByLabel("Consent", { exact: true }).selectOption("NO");
    await dialog.getByLabel("How they told us").selectOption("IN_PERSON");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "hidden" });

    await page.getByRole("button", { name: "Time zone" }).click();
    await dialog.getByRole("combobox", { name: "Time zone" }).fill("Honolulu");
    await page.getByRole("option", { name: "Pacific/Honolulu" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "hidden" });

    await page.getByLabel("Result").selectOption("PROMISE_TO_PAY");
    await page.getByLabel("They contacted us").check();
    await page.getByLabel("Amount promised").fill("0");
    await page.getByLabel("Promised by").fill("2020-01-31");
    await page.getByRole("button", { name: "Record" }).click();
    await page.getByText("a decimal number above 0").waitFor();
    await page.getByText("a day before the contact").waitFor();
    await page.getByLabel("Amount promised").fill("75.25");
    await page.getByLabel("Promised by").fill("2099-01-31");
    await page.getByRole("button", { name: "Record" }).click();
    await page.getByText("$75.25 by").waitFor();
  } finally {
    await browser.close();
  }
  const { borrower } = await admin.data<{ borrower: { consents: object[] } }>(
    `{ borrower(id: "${id}") { timeZone consents { channel given source }
       activities { result promiseDay promiseAmount { amount } } } }`,
  );
  expect(borrower).toMatchObject({
    timeZone: "Pacific/Honolulu",
    activities: [{ result: "PROMISE_TO_PAY", promiseDay: "2099-01-31", promiseAmount: { amount: "75.25" } }],
  });
  expect(borrower.consents).toContainEqual({ channel: "VISIT", given: false, source: "IN_PERSON" });
});
