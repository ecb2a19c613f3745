import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "./harness/client.ts";
import { inviteAdmin, startWithBook, treatments } from "./harness/policies.ts";
import { portfolioCsv } from "./harness/portfolio.ts";
import { discardServer, type RunningServer } from "./harness/server.ts";

let server: RunningServer;
let admin: Client;
let colleague: Client;

beforeAll(async () => {
  ({ server, admin } = await startWithBook());
  colleague = await inviteAdmin(server, admin, "second@example.com");
});
afterAll(() => discardServer(server));

interface Promotion {
  id: number;
  state: string;
  movements: { from: string | null; to: string | null; loans: number }[] | null;
  run: { id: string; loanCount: number | null };
  problems?: { message: string }[];
}
const promotionFields = "id state movements { from to loans } run { id loanCount }";

function reviewPromotion(client: Client, mutation: string): Promise<Promotion> {
  return client
    .data<{ promotion: Promotion }>(
      `mutation { promotion: ${mutation} { ... on ModelPromotion { ${promotionFields} } ... on Refusal { problems { message } } } }`,
    )
    .then(({ promotion }) => promotion);
}

async function newestPromotion(): Promise<Promotion> {
  const { modelPromotions } = await admin.data<{ modelPromotions: { nodes: Promotion[] } }>(
    `{ modelPromotions(first: 1) { nodes { ${promotionFields} } } }`,
  );
  return modelPromotions.nodes[0];
}

test("a model takes the same review: its run is built beside the active one, shown, and put in force by one flip", async () => {
  const active = () =>
    admin.data<{ activeDecisionRun: { id: string; modelVersion: number } }>(
      "{ activeDecisionRun { id modelVersion } }",
    );
  const before = (await active()).activeDecisionRun;
  const model = await admin.finishJob(await admin.startJob("trainModel(input: { seed: 7 })"));
  await admin.finishJob(await admin.startJob(`promoteModel(id: "${model}", override: true)`));
  expect((await active()).activeDecisionRun).toEqual(before);
  const proposed = await newestPromotion();
  expect(proposed.state).toBe("IN_REVIEW");
  const counted = proposed.movements!.reduce((sum, { loans }) => sum + loans, 0);
  expect(counted).toBe(proposed.run.loanCount);
  const old = await treatments(admin);

  const own = await reviewPromotion(admin, `approveModelPromotion(id: ${proposed.id})`);
  expect(own.problems![0].message).toContain("Another admin has to approve");
  expect((await reviewPromotion(colleague, `approveModelPromotion(id: ${proposed.id})`)).state).toBe(
    "PUBLISHED",
  );
  const after = (await active()).activeDecisionRun;
  expect(after.id).toBe(proposed.run.id);
  expect(after.modelVersion).toBe(before.modelVersion + 1);
  const moves = Map.groupBy(await treatments(admin), ([loan, treatment]) => `${old.get(loan)} ${treatment}`);
  const shown = proposed.movements!.map(({ from, to, loans }) => [`${from} ${to}`, loans]).sort();
  expect([...moves].map(([move, loans]) => [move, loans.length]).sort()).toEqual(shown);
});

test("where the book has moved, a proposed model is built again before it can be approved; a rejected one stays out", async () => {
  const model = await admin.finishJob(await admin.startJob("trainModel(input: { seed: 8 })"));
  await admin.finishJob(await admin.startJob(`promoteModel(id: "${model}", override: true)`));
  const proposed = await newestPromotion();
  await admin.importFile("more.csv", portfolioCsv({ rows: 30, seed: 9, kind: "current" }));
  const moved = await reviewPromotion(colleague, `approveModelPromotion(id: ${proposed.id})`);
  expect(moved.problems![0].message).toContain("built again");
  await admin.settleRuns();
  const rebuilt = await newestPromotion();
  expect(rebuilt.id).toBe(proposed.id);
  expect(rebuilt.run.id).not.toBe(proposed.run.id);
  expect(
    (await reviewPromotion(colleague, `rejectModelPromotion(id: ${proposed.id}, note: "Not better")`)).state,
  ).toBe("REJECTED");
  expect(
    (await reviewPromotion(colleague, `approveModelPromotion(id: ${proposed.id})`)).problems![0].message,
  ).toContain("rejected");
});
