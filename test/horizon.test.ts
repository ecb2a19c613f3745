import { expect, test } from "vitest";
import { Client } from "./harness/client.ts";
import { discardServer, startServer } from "./harness/server.ts";

test("monthly files train on what was known before the outcome, judged after twelve months", async () => {
  const monthly = await startServer();
  try {
    const client = await Client.signIn(monthly.url);
    const header = "Borrower_ID,Loan_ID,Outstanding_Loan_Amount,Days_Past_Due,Recovery_Status\n";
    const loans = Array.from({ length: 120 }, (_, i) => i);
    const lines = (of: (i: number) => string) => header + loans.map(of).join("");
    // Each loan of the first month is open; a third is recovered within the year, a third after it, a third never.
    const open = (i: number, months: number) => `M-${i},M-L${i},${1000 + i * 7},${(i % 50) + months * 30},\n`;
    await client.importFile(
      "2023-06.csv",
      lines((i) => open(i, 0)),
      { source: "m", asOf: "2023-06-30" },
    );
    const done = (i: number, turn: number, months: number) =>
      i % 3 === turn ? `M-${i},M-L${i},0,0,Fully Recovered\n` : open(i, months);
    await client.importFile(
      "2023-12.csv",
      lines((i) => done(i, 0, 6)),
      { source: "m", asOf: "2023-12-31" },
    );
    await client.importFile(
      "2024-12.csv",
      lines((i) => (i % 3 === 0 ? done(i, 0, 18) : done(i, 1, 18))),
      { source: "m", asOf: "2024-12-31" },
    );
    const id = await client.finishJob(await client.startJob("trainModel"));
    const { model } = await client.data<{
      model: { rows: number; positiveRate: number; warnings: { code: string; message: string }[] };
    }>("query ($id: ID!) { model(id: $id) { rows positiveRate warnings { code message } } }", { id });
    // June: all 120, of which the 40 early ones count as recovered. December: the 80 that were still open, none of
    // which is paid in the year after it but for those of the last file, recovered on the last day of the horizon.
    expect(model.rows).toBe(200);
    expect(model.positiveRate).toBeCloseTo((80 + 40) / 200, 10);
    expect(model.warnings).toContainEqual({
      code: "younger-than-horizon",
      message: "120 loans are younger than 12 months and were left out of the training",
    });
  } finally {
    await discardServer(monthly);
  }
});
