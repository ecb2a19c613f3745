import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "./harness/client.ts";
import { discardServer, type RunningServer, startServer } from "./harness/server.ts";

let server: RunningServer;
let admin: Client;

beforeAll(async () => {
  server = await startServer({ env: { CURRENCY: "INR" } });
  admin = await Client.signIn(server.url);
});
afterAll(() => discardServer(server));

interface LoanAnswer {
  externalId: string;
  state: string;
  outstanding: { amount: string; currency: string } | null;
  daysPastDue: number | null;
  outcome: { notRecovered: boolean; label: string } | null;
  attributes: { name: string; value: string }[];
  borrower: { externalId: string; name: string | null };
}

/** The loans of the borrower whose id or loan begins with `text`, as the worklist finds them. */
async function findLoans(text: string): Promise<LoanAnswer[]> {
  const { borrowers } = await admin.data<{ borrowers: { nodes: { loans: LoanAnswer[] }[] } }>(
    `query ($text: String!) { borrowers(first: 50, filter: { text: $text }) { nodes { loans {
       externalId state outstanding { amount currency } daysPastDue outcome { notRecovered label }
       attributes { name value } borrower { externalId name } } } } }`,
    { text },
  );
  return borrowers.nodes.flatMap(({ loans }) => loans);
}

interface DatasetAnswer {
  state: string;
  rowCount: number;
  loanCount: number;
  openCount: number;
  finishedCount: number;
  goneCount: number;
  rejectCount: number;
  failure: string | null;
  rejects: { nodes: { row: number; column: string | null; value: string | null; reason: string }[] };
}

async function findDataset(id: string): Promise<DatasetAnswer> {
  const { dataset } = await admin.data<{ dataset: DatasetAnswer }>(
    `query ($id: ID!) { dataset(id: $id) { state rowCount loanCount openCount finishedCount goneCount rejectCount failure
       rejects(first: 100) { nodes { row column value reason } } } }`,
    { id },
  );
  return dataset;
}

async function uploadedId(name: string, content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const response = await admin.upload(name, content);
  expect(response.status).toBe(201);
  return ((await response.json()) as { dataset: { id: string } }).dataset.id;
}

/** What importing with the suggested mapping and these changes is refused for. */
async function problemsOf(id: string, changes: object): Promise<string[]> {
  const mapping = { ...(await admin.suggestedMapping(id)), ...changes };
  const { importDataset } = await admin.data<{ importDataset: { problems?: { path: string }[] } }>(
    `mutation ($id: ID!, $mapping: DatasetMappingInput!) { importDataset(id: $id, mapping: $mapping) {
       ... on Refusal { problems { path } } } }`,
    { id, mapping },
  );
  return (importDataset.problems ?? []).map(({ path }) => path);
}

const german = `Borrower_ID;Borrower_Name;Loan_ID;Outstanding_Loan_Amount;Days_Past_Due;Region
B-1;Jürgen Müller;0001;1.234,50;30;Süd
B-2;Zoë Ångström;0002;99,95;;Nord
`;

test.each([
  ["UTF-8", (text: string) => new TextEncoder().encode(text)],
  [
    "UTF-8 with a byte order mark and CRLF",
    (text: string) => new TextEncoder().encode(`\ufeff${text.replaceAll("\n", "\r\n")}`),
  ],
  ["Latin-1", (text: string) => new Uint8Array(Buffer.from(text, "latin1"))],
  ["UTF-16", (text: string) => new Uint8Array(Buffer.from(`\ufeff${text}`, "utf16le"))],
])("a file in %s with semicolons and decimal commas arrives letter by letter", async (encoding, encode) => {
  const prefix = `enc-${encoding.replace(/\W/g, "").toLowerCase()}`;
  const text = german.replaceAll("B-", `${prefix}-`).replaceAll(";000", `;${prefix}-000`);
  const id = await admin.importFile(`${prefix}.csv`, encode(text) as Uint8Array<ArrayBuffer>);
  expect(await findDataset(id)).toMatchObject({ rowCount: 2, loanCount: 2, openCount: 2, rejectCount: 0 });
  const [first] = await findLoans(`${prefix}-1`);
  expect(first).toMatchObject({
    externalId: `${prefix}-0001`,
    outstanding: { amount: "1234.50", currency: "INR" },
    daysPastDue: 30,
    attributes: [{ name: "Region", value: "Süd" }],
    borrower: { name: "Jürgen Müller" },
  });
  const [second] = await findLoans(`${prefix}-2`);
  expect(second).toMatchObject({ daysPastDue: null, borrower: { name: "Zoë Ångström" } });
});

test("cells and rows that cannot be taken are named by row, column, value and reason; the rest comes in", async () => {
  const id = await admin.importFile(
    "faults.csv",
    `Borrower_ID,Loan_ID,Outstanding_Loan_Amount,Days_Past_Due
F-1,F-L1,"₹12,34,567.50",10
F-2,F-L2,lots,-5
F-3,1.23E+15,100,1
F-4,F-L4,100
F-5,,100,1
F-1,F-L1,55,10
`,
  );
  const dataset = await findDataset(id);
  expect(dataset).toMatchObject({ state: "IMPORTED", rowCount: 6, loanCount: 2 });
  const found = dataset.rejects.nodes.map(({ row, column, value }) => [row, column, value]);
  expect(found).toEqual(
    expect.arrayContaining([
      [3, "Outstanding_Loan_Amount", "lots"],
      [3, "Days_Past_Due", "-5"],
      [4, "Loan_ID", "1.23E+15"],
    ]),
  );
  expect(dataset.rejects.nodes.map(({ row }) => row)).toEqual(expect.arrayContaining([5, 6, 7]));
  expect(dataset.rejects.nodes.every(({ reason }) => reason.length > 5)).toBe(true);
  expect(dataset.rejectCount).toBe(dataset.rejects.nodes.length);
  const [read] = await findLoans("F-L1");
  expect(read.outstanding?.amount).toBe("1234567.50");
  const [gap] = await findLoans("F-L2");
  expect(gap).toMatchObject({ outstanding: null, daysPastDue: null });
  const csv = await (await admin.get(`/datasets/${id}/rejects.csv`)).text();
  expect(csv.trimEnd().split(/\r?\n/)).toHaveLength(dataset.rejectCount + 1);
});

test("dates that could be either way round are asked about, and read as answered", async () => {
  const id = await uploadedId(
    "dates.csv",
    "Borrower_ID,Loan_ID,Outstanding_Loan_Amount,As_Of_Date\nD-1,D-L1,10,03/04/2025\nD-2,D-L2,20,05/06/2025\n",
  );
  const { dataset } = await admin.data<{ dataset: { preview: { questions: { code: string }[] } } }>(
    "query ($id: ID!) { dataset(id: $id) { preview { questions { code } } } }",
    { id },
  );
  expect(dataset.preview.questions.map(({ code }) => code)).toContain("date-order");
  expect(await problemsOf(id, {})).toContain("dateOrder");
  const mapping = { ...(await admin.suggestedMapping(id)), dateOrder: "DAY_FIRST" };
  await admin.finishJob(
    await admin.startJob(
      "importDataset(id: $id, mapping: $mapping)",
      "($id: ID!, $mapping: DatasetMappingInput!)",
      { id, mapping },
    ),
  );
  await admin.settleRuns();
  const { borrowers } = await admin.data<{ borrowers: { nodes: { loans: { asOf: string }[] }[] } }>(
    `{ borrowers(first: 5, filter: { text: "D-L1" }) { nodes { loans { asOf } } } }`,
  );
  expect(borrowers.nodes[0].loans[0].asOf).toBe("2025-04-03");
});

test("an unknown outcome word must be explained, and a person's word wins", async () => {
  const id = await uploadedId(
    "words.csv",
    "Borrower_ID,Loan_ID,Outstanding_Loan_Amount,Recovery_Status\nW-1,W-L1,10,Zorgled\nW-2,W-L2,20,Fully Recovered\nW-3,W-L3,30,\n",
  );
  expect((await problemsOf(id, {})).some((path) => path.startsWith("outcomeValues"))).toBe(true);
  const mapping = await admin.suggestedMapping(id);
  const outcomeValues = mapping.outcomeValues.map(({ value, outcome }) => ({
    value,
    outcome: value === "Zorgled" ? "NOT_RECOVERED" : outcome,
  }));
  await admin.finishJob(
    await admin.startJob(
      "importDataset(id: $id, mapping: $mapping)",
      "($id: ID!, $mapping: DatasetMappingInput!)",
      { id, mapping: { ...mapping, outcomeValues } },
    ),
  );
  await admin.settleRuns();
  expect(await findDataset(id)).toMatchObject({ loanCount: 3, openCount: 1, finishedCount: 2 });
  expect((await findLoans("W-L3"))[0]).toMatchObject({ state: "OPEN", outcome: null });
});

test("the same file is recognised, and the same import is refused", async () => {
  const text = "Borrower_ID,Loan_ID,Outstanding_Loan_Amount\nS-1,S-L1,10\n";
  const first = await admin.importFile("same.csv", text);
  const response = await admin.upload("same-again.csv", text);
  const { dataset } = (await response.json()) as { dataset: { id: string; duplicateOf: string | null } };
  expect(dataset.duplicateOf).toBe(first);
  expect(await problemsOf(dataset.id, {})).toEqual(["id"]);
});

test("a full file closes what it lacks, asks above 5 %, and a loan that comes back reopens", async () => {
  const book = (numbers: number[]) =>
    `Borrower_ID,Loan_ID,Outstanding_Loan_Amount\n${numbers.map((n) => `P-${n},P-L${n},${n}\n`).join("")}`;
  const all = Array.from({ length: 40 }, (_, i) => i + 100);
  const full = (asOf: string) => ({ source: "bank-a", coverage: "FULL", asOf });
  await admin.importFile("full-1.csv", book(all), full("2025-01-31"));
  const second = await admin.importFile("full-2.csv", book(all.slice(1)), full("2025-02-28"));
  expect((await findDataset(second)).goneCount).toBe(1);
  expect(await findLoans("P-L100")).toEqual([]);

  const id = await uploadedId("full-3.csv", book(all.slice(20)));
  const importing = (changes: object) =>
    admin.suggestedMapping(id).then((mapping) =>
      admin.startJob(
        "importDataset(id: $id, mapping: $mapping)",
        "($id: ID!, $mapping: DatasetMappingInput!)",
        {
          id,
          mapping: { ...mapping, ...full("2025-03-31"), ...changes },
        },
      ),
    );
  const refused = await admin.waitForJob(await importing({}));
  expect(refused).toMatchObject({ state: "FAILED" });
  expect(refused.failure).toContain("lacks 19 of the 39 open loans");
  expect(await findLoans("P-L101")).toHaveLength(1);
  await admin.finishJob(await importing({ confirmGone: true }));
  await admin.settleRuns();
  expect(await findLoans("P-L101")).toEqual([]);

  // An older full file closes nothing, and what is gone stays gone.
  await admin.importFile("full-0.csv", book(all.slice(0, 39)), full("2024-12-31"));
  expect(await findLoans("P-L101")).toEqual([]);
  expect(await findLoans("P-L139")).toHaveLength(1);
  await admin.importFile("part.csv", book([101]), {
    source: "bank-a",
    coverage: "PARTIAL",
    asOf: "2025-04-30",
  });
  expect((await findLoans("P-L101"))[0].state).toBe("OPEN");
});

test("another site's page cannot upload, nor can a request without a session", async () => {
  const text = "Borrower_ID,Loan_ID\nX-1,X-L1\n";
  const foreign = { origin: "https://evil.example", "x-requested-with": "loan-recovery" };
  expect((await admin.upload("x.csv", text, foreign)).status).toBe(403);
  expect((await admin.upload("x.csv", text, { "x-requested-with": "" })).status).toBe(403);
  expect((await admin.upload("x.csv", text, { origin: server.url, "x-requested-with": "" })).status).toBe(
    201,
  );
  expect((await new Client(server.url).upload("x.csv", text)).status).toBe(401);
});

test("what is no CSV file is refused with a word about what to send", async () => {
  const code = async (content: string | Uint8Array<ArrayBuffer>) => {
    const response = await admin.upload("x.csv", content);
    const answer = (await response.json()) as { error?: { code: string } };
    return `${response.status} ${answer.error?.code}`;
  };
  expect(await code("")).toBe("422 EMPTY_FILE");
  expect(await code(new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 0, 0]))).toBe("422 NOT_CSV");
  const headerOnly = await uploadedId("header.csv", "Borrower_ID,Loan_ID,Outstanding_Loan_Amount\n");
  const mapping = await admin.suggestedMapping(headerOnly);
  const job = await admin.startJob(
    "importDataset(id: $id, mapping: $mapping)",
    "($id: ID!, $mapping: DatasetMappingInput!)",
    { id: headerOnly, mapping },
  );
  const finished = await admin.waitForJob(job);
  expect(finished.state).toBe("FAILED");
  expect(finished.failure).toMatch(/no rows/i);
});

test("an upload that stops in the middle leaves nothing behind", async () => {
  const names = async () => {
    const { datasets } = await admin.data<{ datasets: { nodes: { fileName: string }[] } }>(
      "{ datasets(first: 200) { nodes { fileName } } }",
    );
    return datasets.nodes.map(({ fileName }) => fileName);
  };
  const { hostname, port } = new URL(server.url);
  await new Promise<void>((resolve) => {
    const sender = request({
      hostname,
      port,
      path: "/datasets",
      method: "POST",
      headers: {
        cookie: admin.cookie,
        "x-requested-with": "loan-recovery",
        "content-type": "multipart/form-data; boundary=x",
        "content-length": "1000000",
      },
    });
    sender.on("error", () => resolve());
    sender.on("close", () => resolve());
    const head =
      '--x\r\nContent-Disposition: form-data; name="file"; filename="half.csv"\r\n\r\nBorrower_ID,Loan_ID\n';
    sender.write(head + "H-1,H-L1\n".repeat(40_000), () => sender.destroy());
  });
  // The next upload shows that the server goes on, and comes after whatever the first one left.
  await uploadedId("whole.csv", "Borrower_ID,Loan_ID\nH-2,H-L2\n");
  expect(await names()).not.toContain("half.csv");
});
