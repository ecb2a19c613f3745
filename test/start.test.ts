import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { startEmbedded } from "../apps/api/dist/database/embedded.js";
import { Client } from "./harness/client.ts";
import { portfolioCsv } from "./harness/portfolio.ts";
import { discardServer, type RunningServer, startServer } from "./harness/server.ts";

const servers: RunningServer[] = [];
const folders: string[] = [];
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await discardServer(server);
  for (const stop of stops.splice(0)) await stop();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function start(options: Parameters<typeof startServer>[0]): Promise<RunningServer> {
  const server = await startServer(options);
  servers.push(server);
  return server;
}

/** A PostgreSQL that no server of ours started. */
async function ownDatabase() {
  const folder = await mkdtemp(join(tmpdir(), "loan-recovery-own-"));
  folders.push(folder);
  return startEmbedded(folder);
}

interface Worklist {
  borrowers: {
    totalCount: number;
    run: { book: string; isBaseRate: boolean } | null;
    nodes: { book: string; name: string | null }[];
  };
}

const worklist = "{ borrowers(first: 5) { totalCount run { book isBaseRate } nodes { book name } } }";

test("the first start makes a sample to look around in, a second one keeps it, and it goes in one click", async () => {
  let server = await start({ sample: true });
  let admin = await Client.signIn(server.url);
  const { borrowers: first } = await admin.data<Worklist>(worklist);
  expect(first.run).toEqual({ book: "SAMPLE", isBaseRate: false });
  // Those who are not past due are on hold.
  expect(first.totalCount).toBeGreaterThan(2000);
  expect(first.nodes.every(({ book }) => book === "SAMPLE")).toBe(true);

  const { dataDir } = server;
  await server.stop();
  server = await start({ dataDir, sample: true });
  expect(server.output()).not.toMatch(/Importing|Training|migration/);
  admin = await Client.signIn(server.url);
  expect((await admin.data<Worklist>(worklist)).borrowers).toEqual(first);

  // Real loans never share a run, nor a model, with made-up ones.
  await admin.importFile("real.csv", portfolioCsv({ rows: 50, seed: 3, kind: "current" }));
  const { borrowers: real } = await admin.data<Worklist>(worklist);
  expect(real.run).toEqual({ book: "REAL", isBaseRate: true });
  expect(real.nodes.every(({ book }) => book === "REAL")).toBe(true);
  expect(real.totalCount).toBeLessThanOrEqual(50);

  const remove = () => admin.data<{ removeSampleData: boolean }>("mutation { removeSampleData }");
  expect(await remove()).toEqual({ removeSampleData: true });
  expect(await remove()).toEqual({ removeSampleData: false });
  expect((await admin.data<Worklist>(worklist)).borrowers).toEqual(real);
  const { datasets, models } = await admin.data<{
    datasets: { nodes: { book: string }[] };
    models: { nodes: { book: string }[] };
  }>("{ datasets(first: 50) { nodes { book } } models(first: 50) { nodes { book } } }");
  for (const { book } of [...datasets.nodes, ...models.nodes]) expect(book).toBe("REAL");

  // Removed is removed: the next start does not make it again.
  await server.stop();
  server = await start({ dataDir, sample: true });
  admin = await Client.signIn(server.url);
  expect((await admin.data<Worklist>(worklist)).borrowers).toEqual(real);
});

test("without ADMIN_PASSWORD a random one is kept for its owner only and printed into no log", async () => {
  const server = await start({ env: { ADMIN_PASSWORD: "" } });
  const file = join(server.dataDir, "admin-password");
  const password = (await readFile(file, "utf8")).trim();
  expect(password.length).toBeGreaterThanOrEqual(16);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(server.output()).toContain(file);
  expect(server.output()).not.toContain(password);
  await Client.signIn(server.url, server.email, password);
});

test("two servers share a PostgreSQL of one's own, without sample data, and say so when it is gone", async () => {
  const database = await ownDatabase();
  let isStopped = false;
  const stopDatabase = async () => {
    if (!isStopped) await database.stop();
    isStopped = true;
  };
  stops.push(stopDatabase);
  // SAMPLE_DATA is left to its default.
  const env = { DATABASE_URL: database.url, SAMPLE_DATA: "" };
  const [one, two] = [await start({ env }), await start({ env })];
  const admin = await Client.signIn(one.url);
  expect((await admin.data<Worklist>(worklist)).borrowers.run).toBeNull();

  await admin.importFile("real.csv", portfolioCsv({ rows: 50, seed: 4, kind: "current" }));
  const other = await Client.signIn(two.url);
  expect(await other.data<Worklist>(worklist)).toEqual(await admin.data<Worklist>(worklist));
  expect((await other.data<Worklist>(worklist)).borrowers.totalCount).toBeGreaterThan(0);

  expect((await fetch(`${one.url}/healthz`)).status).toBe(200);
  await stopDatabase();
  expect((await fetch(`${one.url}/healthz`)).status).toBe(503);
});
