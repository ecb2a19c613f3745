import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "./harness/client.ts";
import { portfolioCsv } from "./harness/portfolio.ts";
import { discardServer, type RunningServer, startServer } from "./harness/server.ts";
import { publishAll, type Walk, walkUntil } from "./harness/walks.ts";

let server: RunningServer;
let admin: Client;

beforeAll(async () => {
  server = await startServer();
  admin = await Client.signIn(server.url);
  await admin.importFile("current.csv", portfolioCsv({ rows: 20_000, seed: 3, kind: "current" }));
});
afterAll(() => discardServer(server));

test("while 20,000 loans are decided anew, 20 readers never see two policies in one list", async () => {
  await publishAll(admin, "REMINDER");
  let isPublished = false;
  const readers = Array.from({ length: 20 }, () => walkUntil(admin, () => isPublished));
  await publishAll(admin, "SETTLEMENT_OFFER");
  isPublished = true;
  const walks = (await Promise.all(readers)).flat();
  expect(walks.length).toBeGreaterThanOrEqual(20);
  const size = walks[0].borrowers;
  for (const walk of walks) {
    expect(walk.treatments, describe(walk)).toHaveLength(1);
    expect(walk.borrowers, describe(walk)).toBe(size);
    expect(walk.isRepeated, describe(walk)).toBe(false);
  }
  // Some began before the flip and some after it.
  expect(new Set(walks.map(({ run }) => run)).size).toBeGreaterThan(1);
});

function describe({ run, treatments, borrowers }: Walk): string {
  return `run ${run}: ${borrowers} borrowers with ${treatments.join(" and ")}`;
}
