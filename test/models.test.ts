import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "./harness/client.ts";
import { portfolioCsv } from "./harness/portfolio.ts";
import { discardServer, type RunningServer, startServer } from "./harness/server.ts";

let server: RunningServer;
let admin: Client;

beforeAll(async () => {
  server = await startServer();
  admin = await Client.signIn(server.url);
  await admin.importFile("history.csv", portfolioCsv({ rows: 1500, seed: 61, kind: "history" }));
  await admin.importFile("current.csv", portfolioCsv({ rows: 200, seed: 61, kind: "current" }));
});
afterAll(() => discardServer(server));

async function trained(input: object): Promise<string> {
  const job = await admin.startJob("trainModel(input: $input)", "($input: TrainModelInput)", { input });
  return (await admin.finishJob(job))!;
}

interface Explained {
  riskScore: number;
  outOfBag: boolean;
  explanation: {
    base: number;
    score: number;
    rest: number;
    reasons: { feature: string; text: string; contribution: number }[];
    milder: { riskScore: number; changes: string[] } | null;
    milderReason: string | null;
  } | null;
}

async function explainedDecisions(): Promise<Explained[]> {
  const { borrowers } = await admin.data<{ borrowers: { nodes: { leadDecision: Explained }[] } }>(
    `{ borrowers(first: 12) { nodes { leadDecision { riskScore outOfBag explanation(reasons: 3) { base score rest
       reasons { feature text contribution } milder { riskScore changes } milderReason } } } } }`,
  );
  return borrowers.nodes.map(({ leadDecision }) => leadDecision);
}

test.each(["RANDOM_FOREST", "GRADIENT_BOOSTING", "LOGISTIC_REGRESSION"])(
  "%s: the reasons of each decision add up to its score, to the last digit on the screen",
  async (classifier) => {
    const id = await trained({ classifier });
    await admin.finishJob(await admin.startJob(`promoteModel(id: "${id}", override: true)`));
    for (const { riskScore, explanation } of await explainedDecisions()) {
      const { base, score, reasons, rest, milder, milderReason } = explanation!;
      expect(score).toBe(riskScore);
      expect(reasons.reduce((sum, { contribution }) => sum + contribution, base + rest)).toBeCloseTo(
        score,
        9,
      );
      expect(reasons.length).toBeGreaterThan(0);
      for (const { feature } of reasons) expect(["Age", "Gender", "Num_Dependents"]).not.toContain(feature);
      if (milder) expect(milder.riskScore).toBeLessThan(score);
      else expect(milderReason).toMatch(/\w+/);
    }
  },
);

test("a scorecard has a verdict like the others, and coefficients with their standard errors", async () => {
  const id = await trained({ classifier: "LOGISTIC_REGRESSION", trees: null });
  const { model } = await admin.data<{
    model: {
      classifier: string;
      verdict: string;
      trees: number;
      features: string[];
      coefficients: { feature: string; level: string | null; value: number; standardError: number | null }[];
    };
  }>(
    `query ($id: ID!) { model(id: $id) { classifier verdict trees features
       coefficients { feature level value standardError } } }`,
    { id },
  );
  expect(model).toMatchObject({ classifier: "logistic-regression", trees: 0 });
  expect(["WEAK", "GOOD"]).toContain(model.verdict);
  expect(new Set(model.coefficients.map(({ feature }) => feature))).toEqual(new Set(model.features));
  for (const { standardError } of model.coefficients) expect(standardError).toBeGreaterThan(0);
});

test("a model comes with gains, fairness by protected column, and the plots of its loans", async () => {
  const { models } = await admin.data<{
    models: {
      nodes: {
        classifier: string;
        ks: number | null;
        gains: { rows: number; gain: { value: number } }[];
        fairness: {
          column: string;
          groups: { borrowers: number; selection: { treatment: string; rate: { value: number } }[] }[];
        }[];
        plots: { loanAmounts: { count: number }[]; incomeAgainstRisk: { risk: number }[] } | null;
        rows: number;
      }[];
    };
  }>(
    `{ models(first: 20) { nodes { classifier ks rows gains { rows gain { value } }
       fairness { column groups { borrowers selection { treatment rate { value } } } }
       plots { loanAmounts { count } incomeAgainstRisk { risk } } } } }`,
  );
  const forest = models.nodes.find(({ classifier }) => classifier === "random-forest")!;
  expect(forest.ks).toBeGreaterThan(0.1);
  expect(forest.gains).toHaveLength(10);
  expect(forest.gains.at(-1)!.gain.value).toBeCloseTo(1, 9);
  expect(forest.fairness.map(({ column }) => column).sort()).toEqual(["Age", "Gender", "Num_Dependents"]);
  for (const { groups } of forest.fairness)
    for (const { selection } of groups)
      expect(selection.reduce((sum, { rate }) => sum + rate.value, 0)).toBeCloseTo(1, 6);
  expect(forest.plots!.loanAmounts.reduce((sum, { count }) => sum + count, 0)).toBe(forest.rows);
  expect(forest.plots!.incomeAgainstRisk.length).toBeGreaterThan(100);
});

test("the columns of a model are measured three ways, on samples that it states", async () => {
  const id = await trained({ trees: 60 });
  const { model } = await admin.data<{
    model: {
      rows: number;
      coefficients: unknown[] | null;
      featureImportance: { feature: string }[];
      importance: {
        permutedRows: number;
        attributedRows: number;
        columns: {
          feature: string;
          learned: number;
          aucDrop: number;
          logLossRise: { value: number; low: number; high: number };
          meanAttribution: number;
        }[];
      };
    };
  }>(
    `query ($id: ID!) { model(id: $id) { rows coefficients { feature } featureImportance { feature }
       importance { permutedRows attributedRows
         columns { feature learned aucDrop logLossRise { value low high } meanAttribution } } } }`,
    { id },
  );
  const { importance, featureImportance, rows, coefficients } = model;
  expect(coefficients).toBeNull();
  expect(importance.permutedRows).toBe(rows);
  expect(importance.attributedRows).toBeLessThanOrEqual(250);
  expect(importance.columns.map(({ feature }) => feature)).toEqual(
    featureImportance.map(({ feature }) => feature),
  );
  const strongest = importance.columns.toSorted((a, b) => b.logLossRise.value - a.logLossRise.value)[0];
  expect(strongest.logLossRise.low).toBeGreaterThan(0);
  expect(strongest.meanAttribution).toBeGreaterThan(0.005);
});

test("a model is tested on the newest loans as well, taught by those before them", async () => {
  const fields = `outOfTimeReason outOfTime { cutDate lastDate trainRows testRows testPositives
    metrics { rocAuc rocAucLow rocAucHigh logLoss baselineLogLoss } }`;
  const { model } = await admin.data<{
    model: {
      rows: number;
      outOfTimeReason: string | null;
      outOfTime: {
        cutDate: string;
        lastDate: string;
        trainRows: number;
        testRows: number;
        testPositives: number;
        metrics: { rocAuc: number; rocAucLow: number; rocAucHigh: number; logLoss: number };
      };
    };
  }>(`query ($id: ID!) { model(id: $id) { rows ${fields} } }`, { id: await trained({ trees: 60 }) });
  const { outOfTime, outOfTimeReason, rows } = model;
  expect(outOfTimeReason).toBeNull();
  expect(outOfTime.cutDate <= outOfTime.lastDate).toBe(true);
  expect(outOfTime.trainRows + outOfTime.testRows).toBeLessThanOrEqual(rows);
  expect(outOfTime.testRows).toBeGreaterThan(rows / 10);
  expect(outOfTime.testPositives).toBeLessThan(outOfTime.testRows);
  const { rocAuc, rocAucLow, rocAucHigh } = outOfTime.metrics;
  expect(rocAucLow < rocAuc && rocAuc < rocAucHigh).toBe(true);
});

test("a model that saw a leaking column is marked and never promoted, whoever insists", async () => {
  const id = await trained({ allowColumns: ["Collection_Attempts"], trees: 50 });
  const { model } = await admin.data<{
    model: { allowedColumns: string[]; promotable: boolean; notPromotableReason: string };
  }>("query ($id: ID!) { model(id: $id) { allowedColumns promotable notPromotableReason } }", { id });
  expect(model).toMatchObject({ allowedColumns: ["Collection_Attempts"], promotable: false });
  await expect(admin.startJob(`promoteModel(id: "${id}", override: true)`)).rejects.toThrow(
    /Refused.*Collection_Attempts/,
  );
});

test("explanations of a whole page of borrowers are too much for one request", async () => {
  const { errors } = await admin.ask(
    "{ borrowers(first: 200) { nodes { leadDecision { explanation { score } } } } }",
  );
  expect(errors?.[0].extensions?.code).toBe("BAD_USER_INPUT");
});
