import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "./harness/client.ts";
import { withDatabase } from "./harness/database.ts";
import { portfolioCsv } from "./harness/portfolio.ts";
import { discardServer, type RunningServer, startServer } from "./harness/server.ts";

let server: RunningServer;
let admin: Client;

beforeAll(async () => {
  server = await startServer();
  admin = await Client.signIn(server.url);
});
afterAll(() => discardServer(server));

const modelFields = `id version verdict verdictText promotable classifier active
  metrics { rocAuc rocAucLow rocAucHigh logLoss baselineLogLoss brier baselineBrier calibrationError }
  features excluded { column reason } featureImportance { feature importance }`;

interface ModelAnswer {
  id: string;
  version: number;
  verdict: string;
  verdictText: string;
  promotable: boolean;
  classifier: string;
  active: boolean;
  metrics: Record<"rocAuc" | "rocAucLow" | "rocAucHigh" | "logLoss" | "baselineLogLoss", number> | null;
  features: string[];
  excluded: { column: string; reason: string }[];
  featureImportance: { feature: string; importance: number }[];
}

interface RunAnswer {
  id: string;
  kind: string;
  isBaseRate: boolean;
  loanCount: number;
  borrowerCount: number;
  policy: { version: number };
  treatments: { treatment: string; loans: number }[];
}

async function activeRun(): Promise<RunAnswer> {
  const { activeDecisionRun } = await admin.data<{ activeDecisionRun: RunAnswer }>(
    `{ activeDecisionRun { id kind isBaseRate loanCount borrowerCount policy { version } treatments { treatment loans } } }`,
  );
  return activeDecisionRun;
}

async function trainedModel(): Promise<ModelAnswer> {
  const id = await admin.finishJob(await admin.startJob("trainModel"));
  const { model } = await admin.data<{ model: ModelAnswer }>(
    `query ($id: ID!) { model(id: $id) { ${modelFields} } }`,
    { id },
  );
  return model;
}

test("a file of finished loans without a signal is a back-test under the base rate, and training says so", async () => {
  await admin.importFile("no-signal.csv", portfolioCsv({ rows: 1500, seed: 5, kind: "history", signal: 0 }));
  const run = await activeRun();
  expect(run.kind).toBe("BACK_TEST");
  expect(run.isBaseRate).toBe(true);

  const model = await trainedModel();
  expect(["NO_USABLE_SIGNAL", "NOT_ENOUGH_DATA"]).toContain(model.verdict);
  expect(model.metrics!.rocAucLow).toBeLessThan(0.5);
  expect(model.metrics!.rocAucHigh).toBeGreaterThan(0.5);
  expect(model.promotable).toBe(false);
  const leaked = model.excluded
    .filter(({ reason }) => reason === "known-after-treatment")
    .map(({ column }) => column);
  expect(leaked).toEqual(
    expect.arrayContaining(["Collection_Attempts", "Collection_Method", "Legal_Action_Taken"]),
  );

  await expect(admin.startJob(`promoteModel(id: "${model.id}")`)).rejects.toThrow(/Refused.*override/);
  expect((await activeRun()).isBaseRate).toBe(true);

  const { borrowers } = await admin.data<{
    borrowers: { notice: string; nodes: { leadDecision: { riskScore: number; priority: number } }[] };
  }>("{ borrowers(first: 200) { notice nodes { leadDecision { riskScore priority } } } }");
  expect(borrowers.notice).toContain("base rate");
  expect(new Set(borrowers.nodes.map((node) => node.leadDecision.riskScore)).size).toBe(1);
  const priorities = borrowers.nodes.map((node) => node.leadDecision.priority);
  expect(priorities).toEqual([...priorities].sort((a, b) => b - a));
});

test("history with a signal and a current book: train, promote, decide", async () => {
  await admin.importFile("history.csv", portfolioCsv({ rows: 3000, seed: 21, kind: "history" }));
  await admin.importFile("current.csv", portfolioCsv({ rows: 2000, seed: 21, kind: "current" }));
  const before = await activeRun();
  expect(before.kind).toBe("LIVE");

  const model = await trainedModel();
  expect(["WEAK", "GOOD"]).toContain(model.verdict);
  expect(model.metrics!.logLoss).toBeLessThan(model.metrics!.baselineLogLoss);
  expect(model.features).not.toContain("Age");
  expect(model.features).not.toContain("Borrower_Name");
  expect(model.featureImportance.reduce((sum, { importance }) => sum + importance, 0)).toBeCloseTo(1, 6);

  await admin.finishJob(await admin.startJob(`promoteModel(id: "${model.id}")`));
  const run = await activeRun();
  expect(run.isBaseRate).toBe(false);
  expect(Number(run.id)).toBeGreaterThan(Number(before.id));
  expect(run.treatments.reduce((sum, { loans }) => sum + loans, 0)).toBe(run.loanCount);
});

test("the CSV holds every decision once, with the versions, and the spreadsheet's copy runs no formula", async () => {
  await admin.importFile(
    "formula.csv",
    "Borrower_ID,Loan_ID,Outstanding_Loan_Amount,Days_Past_Due,Recovery_Status\n=1+1,+L1,100.50,10,\nplain,L2,50,5,\n",
  );
  const run = await activeRun();
  const machine = await (await admin.get("/decisions.csv")).text();
  const lines = machine.trimEnd().split("\n");
  expect(lines[0]).toBe(
    "Borrower_ID,Loan_ID,Risk_Score,Segment,Recovery_Strategy,Priority,Policy_Version,Model_Version,Contact_Verdict,Blocked_By,Next_Permitted,Missing,Experiment,Experiment_Arm",
  );
  expect(lines).toHaveLength(run.loanCount + 1);
  expect(lines.some((line) => line.startsWith("=1+1,+L1,"))).toBe(true);
  const spreadsheet = await (await admin.get("/decisions.csv?for=spreadsheet")).text();
  expect(spreadsheet).toContain("'=1+1,'+L1,");
  expect(spreadsheet).not.toMatch(/^=1\+1/m);
});

test("the score of a loan that the model was trained on comes from trees that never saw its borrower", async () => {
  const { models } = await admin.data<{ models: { nodes: ModelAnswer[] } }>(
    `{ models(first: 5) { nodes { ${modelFields} } } }`,
  );
  expect(models.nodes.filter((model) => model.active)).toHaveLength(1);
  const { borrowers } = await admin.data<{ borrowers: { nodes: { leadDecision: { outOfBag: boolean } }[] } }>(
    "{ borrowers(first: 200) { nodes { leadDecision { outOfBag } } } }",
  );
  const flags = new Set(borrowers.nodes.map((node) => node.leadDecision.outOfBag));
  // New borrowers are scored by all trees, those with a loan in the history by the trees that never drew them.
  expect(flags).toEqual(new Set([true, false]));
});

test("decisions that were never in force go after a day, those that were after seven years, the active ones never", async () => {
  const { dataDir } = server;
  const active = await activeRun();
  const age = (id: string, column: string, years: string) =>
    withDatabase(dataDir, (client) =>
      client.query(`UPDATE decision_run SET ${column} = now() - interval '${years}' WHERE id = $1`, [id]),
    );
  const { rows } = await withDatabase(dataDir, (client) =>
    client.query<{ id: number }>("SELECT id FROM decision_run WHERE id <> $1 ORDER BY id", [active.id]),
  );
  const [old, young, unused] = rows.map(({ id }) => String(id));
  await age(old, "activated_at", "8 years");
  await age(young, "activated_at", "6 years");
  await withDatabase(dataDir, (client) =>
    client.query(
      "UPDATE decision_run SET activated_at = NULL, created_at = now() - interval '2 days' WHERE id = $1",
      [unused],
    ),
  );
  await age(active.id, "activated_at", "9 years");
  await admin.finishJob(await admin.startJob("startDecisionRun"));
  const kept = await withDatabase(dataDir, (client) =>
    client.query<{ id: string; table: string | null }>(
      "SELECT id::text, to_regclass('decision_run_' || id)::text AS table FROM decision_run ORDER BY decision_run.id",
    ),
  );
  const ids = kept.rows.map(({ id }) => id);
  expect(ids).toContain(young);
  expect(ids).not.toContain(old);
  expect(ids).not.toContain(unused);
  expect(kept.rows.every(({ table }) => table !== null)).toBe(true);
  expect((await activeRun()).loanCount).toBe(active.loanCount);
});
