import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, signIn } from "./harness/browser.ts";
import { arms, type Decided, Laboratory, random, softer } from "./harness/experiments.ts";

let lab: Laboratory;
let before: Map<string, Decided>;
let id: number;
/** Of another kind and seed than the champion, version 2; and one that used what is known too late. */
let challenger: number;
let leaking: number;

const trial = { ...random, name: "Boosted trees", share: 0.4, treatments: null };

beforeAll(async () => {
  lab = await Laboratory.open();
  challenger = await train("classifier: GRADIENT_BOOSTING");
  leaking = await train('allowColumns: ["Collection_Attempts"]');
  before = await lab.decisions();
});
afterAll(() => lab.close());

/** @returns the model's version */
async function train(options: string): Promise<number> {
  const made = await lab.admin.finishJob(await lab.admin.startJob(`trainModel(input: { ${options} })`));
  const { model } = await lab.admin.data<{ model: { version: number } }>(
    "query ($id: ID!) { model(id: $id) { version } }",
    { id: made },
  );
  return model.version;
}

/** Plans and starts the experiment as an admin does. @returns its id */
async function startOnPage(): Promise<number> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await signIn(page, lab.server.url, lab.server.email, lab.server.password);
    await page.goto(`${lab.server.url}/experiments`);
    await page.getByRole("button", { name: "New experiment" }).click();
    await page.getByLabel("Name").fill(trial.name);
    await page.getByText("A model", { exact: true }).click();
    await page.getByRole("combobox", { name: "Model" }).click();
    // Neither the one in force nor the one that leaks is offered.
    await expect.poll(() => page.getByRole("option").count()).toBe(1);
    await page.getByRole("option", { name: `Model ${challenger}: Gradient boosting` }).click();
    await page.getByLabel("Borrowers with the challenger").fill("40");
    await page.getByLabel("Window in days").fill("30");
    await page.getByLabel(/Smallest difference that matters/).fill("1000");
    await page.getByRole("button", { name: "Save as a draft" }).click();
    await page.getByRole("button", { name: "Start" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Start" }).click();
    await page.getByText(`Model ${challenger}, under the policy in force`).waitFor();
    await page.getByRole("button", { name: "Stop" }).waitFor();
  } finally {
    await browser.close();
  }
  await lab.admin.settleRuns();
  const { experiments } = await lab.admin.data<{ experiments: { nodes: { id: number }[] } }>(
    "{ experiments(first: 1) { nodes { id } } }",
  );
  return experiments.nodes[0].id;
}

interface Receipt {
  modelVersion: number;
  experiment: { arm: string; championScore: number | null; isKept: boolean } | null;
  explanation: { score: number } | null;
  decision: { riskScore: number; outOfBag: boolean };
}

async function receiptOf(decision: string): Promise<Receipt> {
  const { receipt } = await lab.admin.data<{ receipt: Receipt }>(
    `query ($id: ID!) { receipt: decisionReceipt(id: $id) { modelVersion experiment { arm championScore isKept }
       explanation { score } decision { riskScore outOfBag } } }`,
    { id: decision },
  );
  return receipt;
}

test("a model that must not decide about anybody is no challenger", async () => {
  const problem = async (modelVersion: number) =>
    (await lab.create({ ...trial, modelVersion })).problems?.map(
      ({ path, message }) => `${path}: ${message}`,
    );
  expect((await problem(99))![0]).toContain("modelVersion: There is no model 99");
  expect((await problem(leaking))![0]).toMatch(/^modelVersion: /);
  const { active } = await lab.admin.data<{ active: { version: number } }>(
    "{ active: activeModel { version } }",
  );
  expect((await problem(active.version))![0]).toContain("is the one in force");
  expect((await lab.create({ ...trial, modelVersion: challenger, policyVersion: 1 })).problems).toHaveLength(
    1,
  );
});

test("the challenger's borrowers are scored by the other model, and nobody is moved into legal action by it", async () => {
  id = await startOnPage();
  expect(await lab.show(id)).toMatchObject({ state: "RUNNING", active: true, modelVersion: challenger });
  const after = await lab.decisions();
  const moves = new Set<string>();
  for (const [loan, now] of after) {
    const was = before.get(loan)!;
    if (now.arm === 0) {
      expect(now).toMatchObject({ risk: was.risk, treatment: was.treatment, championScore: null });
      continue;
    }
    expect(now.championScore).toBe(was.risk);
    if (now.treatment !== was.treatment) moves.add(`${was.treatment} ${now.treatment}`);
  }
  expect(moves).toContain("REMINDER SETTLEMENT_OFFER");
  expect([...moves].filter((move) => move.endsWith(" LEGAL_ACTION") || move.startsWith("HOLD"))).toEqual([]);
  const rescored = [...after.values()].filter(
    ({ risk, championScore }) => championScore !== null && risk !== championScore,
  );
  expect(rescored.length).toBeGreaterThan(0.9 * [...after.values()].filter(({ arm }) => arm === 1).length);
});

test("a receipt names the model that scored the loan, and the decision is made again to the byte", async () => {
  const decided = [...(await lab.decisions()).values()];
  const kept = decided.filter(
    ({ arm, risk, treatment }) =>
      arm === 1 && risk > 0.455 && treatment !== "LEGAL_ACTION" && treatment !== "HOLD",
  );
  const some = [
    ...decided.filter(({ arm }) => arm === 0).slice(0, 5),
    ...decided.filter(({ arm }) => arm === 1).slice(0, 15),
    ...kept.slice(0, 5),
  ];
  const isKept = new Set<boolean>();
  for (const { id: decision, arm, risk, championScore } of some) {
    const receipt = await receiptOf(decision);
    expect(receipt.experiment).toMatchObject({ arm: arm === 1 ? "CHALLENGER" : "CHAMPION", championScore });
    isKept.add(receipt.experiment!.isKept);
    expect(receipt.decision.riskScore).toBe(risk);
    expect(receipt.modelVersion === challenger).toBe(arm === 1);
    expect(receipt.explanation!.score).toBeCloseTo(risk, 9);
    expect(await lab.replays(decision)).toBe(true);
  }
  expect(isKept).toEqual(new Set([true, false]));
});

test("a borrower's page, the worklist and the CSV say in which arm a loan is, and by which model it is scored", async () => {
  const decided = await lab.decisions();
  const csv = await (await lab.admin.get("/decisions.csv")).text();
  const [head, ...lines] = csv.trimEnd().split("\n");
  const names = head.split(",");
  // From the end, because a segment's name may hold a comma.
  const place = (name: string) => names.indexOf(name) - names.length;
  expect(lines).toHaveLength(decided.size);
  for (const line of lines) {
    const cells = line.split(",");
    const { arm } = decided.get(cells[1])!;
    expect([cells.at(place("Experiment")), cells.at(place("Experiment_Arm"))]).toEqual([
      trial.name,
      arm === 1 ? "CHALLENGER" : "CHAMPION",
    ]);
    expect(cells.at(place("Model_Version")) === String(challenger)).toBe(arm === 1);
  }
  const { borrowers } = await lab.admin.data<{
    borrowers: {
      nodes: {
        id: string;
        leadDecision: { modelVersion: number; experiment: { name: string; arm: string } };
      }[];
    };
  }>("{ borrowers(first: 50) { nodes { id leadDecision { modelVersion experiment { name arm } } } } }");
  const armOf = arms(decided);
  for (const { id: borrower, leadDecision } of borrowers.nodes) {
    const isChallenger = armOf.get(borrower) === 1;
    expect(leadDecision.experiment).toEqual({
      name: trial.name,
      arm: isChallenger ? "CHALLENGER" : "CHAMPION",
    });
    expect(leadDecision.modelVersion === challenger).toBe(isChallenger);
  }
});

test("the preview of a policy equals what is published beside it, and what cannot count it in says so", async () => {
  const old = await lab.decisions();
  const { best, preview } = await lab.admin.data<{
    best: { countsExperiment: boolean };
    preview: { underExperiment: boolean; scoreCurves: { underExperiment: boolean } };
  }>(
    `query ($rules: PolicyRulesInput!) {
       best: optimizePolicy(rules: $rules) { ... on OptimizedPolicy { countsExperiment } }
       preview: simulatePolicy(rules: $rules) { ... on PolicySimulation {
         underExperiment scoreCurves { underExperiment } } } }`,
    { rules: { bands: softer } },
  );
  expect([best.countsExperiment, preview.underExperiment, preview.scoreCurves.underExperiment]).toEqual([
    false,
    true,
    false,
  ]);
  const { foreseen, happened } = await lab.previewAndPublish(softer);
  expect(happened).toEqual(foreseen);
  const after = await lab.decisions();
  expect(arms(after)).toEqual(arms(old));
  for (const [loan, { risk, championScore }] of after)
    expect(old.get(loan)).toMatchObject({ risk, championScore });
});

test("a hold wins over the other model's score, and its end gives the same decision again", async () => {
  const was = [...(await lab.decisions()).values()].find(
    ({ arm, treatment, championScore, risk }) =>
      arm === 1 && treatment === "SETTLEMENT_OFFER" && championScore! < 0.4 && risk >= 0.4,
  )!;
  const { hold } = await lab.admin.data<{ hold: { id: string } }>(
    `mutation ($hold: HoldInput!) { hold: setHold(hold: $hold) { ... on Hold { id } } }`,
    { hold: { borrowerId: was.borrower, fact: "CEASE_COMMUNICATION" } },
  );
  const held = (await lab.decisions()).get(was.loan)!;
  expect(held).toMatchObject({ treatment: "HOLD", risk: was.risk, championScore: was.championScore });
  expect(await lab.replays(held.id)).toBe(true);
  await lab.admin.data(`mutation { endHold(id: "${hold.id}") { ... on Hold { id } } }`);
  const { id: again, ...now } = (await lab.decisions()).get(was.loan)!;
  const { id: _, ...same } = was;
  expect(now).toEqual(same);
  expect(await lab.replays(again)).toBe(true);
});

test("borrowers enter by the champion's score, the arms are judged, and the end brings the one model back", async () => {
  const { arms: sides } = await lab.show(id);
  expect(sides[0].risk.high).toBeGreaterThan(sides[1].risk.low);
  expect(sides[1].risk.high).toBeGreaterThan(sides[0].risk.low);
  await lab.enterOn("2026-07-10");
  const decided = await lab.decisions();
  await lab.admin.importFile(
    "august.csv",
    lab.laterFile("2026-08-31", (loan) => (decided.get(loan)!.arm === 1 ? "Fully Recovered" : "")),
  );
  const { result } = await lab.show(id);
  expect(result.fatesKnown).toBeGreaterThan(0.95 * result.windowsOver);
  expect((await lab.change("stop", id)).problems).toBeUndefined();
  for (const { arm, championScore } of (await lab.decisions()).values())
    expect([arm, championScore]).toEqual([null, null]);
});
