import { createReadStream, existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { takeRows } from "./features/columns.ts";
import { type TrainInput, train } from "./pipeline.ts";
import { loadTable } from "./table/csv-table.ts";

/** Public files that may not be copied into the repository lie beside it. */
const folder = fileURLToPath(new URL("../../../../shared/data/", import.meta.url));
const present = existsSync(folder);
const reason = present ? "" : ` (skipped: ${folder} is not there)`;

async function finishedLoans(file: string): Promise<TrainInput> {
  const { table, label, groupKeys } = await loadTable(createReadStream(folder + file));
  const rows = Uint32Array.from(label.keys()).filter((row) => label[row] >= 0);
  return {
    table: takeRows(table, rows),
    label: Uint8Array.from(rows, (row) => label[row]),
    groupKeys: Float64Array.from(rows, (row) => groupKeys[row]),
  };
}

test.skipIf(!present)(`the public example file has no signal before collection starts${reason}`, async () => {
  const loans = await finishedLoans("loan-recovery.csv");
  expect(loans.label.reduce((sum, value) => sum + value, 0)).toBe(204);
  const { report } = await train(loans);
  expect(report.metrics?.rocAucLow).toBeLessThan(0.5);
  expect(report.metrics?.rocAucHigh).toBeGreaterThan(0.5);
  expect(["no-usable-signal", "not-enough-data"]).toContain(report.verdict);
  expect(report.promotable).toBe(false);
  expect(report.leakyMetrics?.rocAuc).toBeGreaterThan(0.78);
  const allowed = await train(loans, { allow: ["Collection_Attempts", "Legal_Action_Taken"] });
  expect(allowed.report.metrics?.rocAuc).toBeGreaterThan(0.8);
  expect(allowed.report.metrics?.rocAuc).toBeLessThan(0.88);
  expect(allowed.report.promotable).toBe(false);
});

test.skipIf(!present)(`real credit data is learned as well as published${reason}`, async () => {
  const loans = await finishedLoans("modeldata_credit_data.csv");
  expect(loans.label.length).toBe(4454);
  const { report } = await train(loans);
  expect(report.metrics?.rocAuc).toBeGreaterThan(0.825);
  expect(report.metrics?.logLoss).toBeLessThan(0.445);
  expect(report.metrics?.calibrationError).toBeLessThan(0.03);
  expect(report).toMatchObject({ verdict: "good", promotable: true });
  const boosted = (await train(loans, { classifier: "gradient-boosting" })).report;
  expect(boosted.metrics?.rocAuc).toBeGreaterThan(0.84);
  expect(boosted.metrics?.logLoss).toBeLessThan(0.435);
  const regression = (await train(loans, { classifier: "logistic-regression" })).report;
  expect(regression.metrics?.rocAuc).toBeGreaterThan(0.825);
  expect(regression.coefficients?.find(({ feature }) => feature === "Monthly_Income")?.value).toBeLessThan(0);
});
