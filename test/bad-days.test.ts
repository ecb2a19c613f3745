import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { Client } from "./harness/client.ts";
import { withDatabase } from "./harness/database.ts";
import { portfolioCsv } from "./harness/portfolio.ts";
import {
  discardServer,
  freePort,
  makeDataDir,
  type RunningServer,
  runToEnd,
  startServer,
} from "./harness/server.ts";

let server: RunningServer | undefined;
const folders: string[] = [];

afterEach(async () => {
  await discardServer(server);
  server = undefined;
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "loan-recovery-bad-"));
  folders.push(folder);
  return folder;
}

test("every wrong setting is named at once, one line each, and no secret is repeated", async () => {
  const { code, output } = await runToEnd({
    PORT: "70000",
    CURRENCY: "DOLLARS",
    TIME_ZONE: "Mars/Olympus",
    SAMPLE_DATA: "maybe",
    PUBLIC_URL: "example",
    ADMIN_PASSWORD: "hunter2",
    DATA_DIR: await emptyFolder(),
  });
  expect(code).toBe(1);
  for (const name of ["PORT", "CURRENCY", "TIME_ZONE", "SAMPLE_DATA", "PUBLIC_URL", "ADMIN_PASSWORD"]) {
    expect(output.match(new RegExp(`^${name} `, "gm"))).toHaveLength(1);
  }
  expect(output.trim().split("\n")).toHaveLength(6);
  expect(output).not.toContain("hunter2");
});

test("a port in use and a folder that cannot be written end in one line", async () => {
  const other = createServer();
  const port = await freePort();
  await new Promise<void>((resolve) => other.listen(port, "127.0.0.1", resolve));
  const taken = await runToEnd({ PORT: String(port), DATA_DIR: await emptyFolder() });
  other.close();
  expect(taken.code).toBe(1);
  expect(taken.output.trim()).toBe(
    `Port ${port} is in use: stop what listens there, or set PORT to another one.`,
  );

  const file = join(await emptyFolder(), "file");
  await writeFile(file, "");
  const unwritable = await runToEnd({ PORT: String(await freePort()), DATA_DIR: join(file, "data") });
  expect(unwritable.code).toBe(1);
  expect(unwritable.output.trim().split("\n")).toHaveLength(1);
  expect(unwritable.output).toContain("DATA_DIR");
});

test("a second process refuses the same DATA_DIR, and a stale database after kill -9 is taken over", async () => {
  server = await startServer();
  const second = await runToEnd({ PORT: String(await freePort()), DATA_DIR: server.dataDir });
  expect(second.code).toBe(1);
  expect(second.output).toContain(`in use by process ${server.pid}`);

  const { dataDir } = server;
  await server.kill();
  server = await startServer({ dataDir });
  await Client.signIn(server.url);
});

test("a database of a newer version is refused with one line", async () => {
  server = await startServer();
  const { dataDir } = server;
  await withDatabase(dataDir, (client) =>
    client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'y', '29990101000000_future', now())`,
    ),
  );
  await server.stop();
  const { code, output } = await runToEnd({ PORT: String(await freePort()), DATA_DIR: dataDir });
  expect(code).toBe(1);
  expect(output).toContain("newer version");
  expect(output).toContain("29990101000000_future");
});

/** Kills the server as soon as a job of this kind runs, starts it again, and waits for the job's end. */
async function killDuring(admin: Client, jobId: string): Promise<Client> {
  for (;;) {
    const { job } = await admin.data<{ job: { state: string; progress: number } }>(
      "query ($id: ID!) { job(id: $id) { state progress } }",
      { id: jobId },
    );
    if (job.state === "SUCCEEDED")
      throw new Error("The job was over before it could be killed: make its input larger.");
    if (job.state === "RUNNING") break;
    await sleep(5);
  }
  const { dataDir } = server!;
  await server!.kill();
  server = await startServer({ dataDir });
  const again = await Client.signIn(server.url);
  await again.finishJob(jobId);
  return again;
}

test("kill -9 during an import, a training and a publish: each job finishes after the restart, the active run is whole", async () => {
  server = await startServer({ dataDir: await makeDataDir() });
  let admin = await Client.signIn(server.url);
  const upload = await admin.upload("history.csv", portfolioCsv({ rows: 12_000, seed: 41, kind: "history" }));
  const { dataset } = (await upload.json()) as { dataset: { id: string } };
  const id = String(dataset.id);
  const mapping = await admin.suggestedMapping(id);
  const importing = await admin.startJob(
    "importDataset(id: $id, mapping: $mapping)",
    "($id: ID!, $mapping: DatasetMappingInput!)",
    { id, mapping },
  );
  admin = await killDuring(admin, importing);
  await admin.settleRuns();
  expect(await counts(server!.dataDir)).toMatchObject({
    loans: 12_000,
    snapshots: 12_000,
    decisions: 12_000,
  });

  const training = await admin.startJob("trainModel");
  admin = await killDuring(admin, training);
  const { models } = await admin.data<{ models: { nodes: { id: string; classifier: string }[] } }>(
    "{ models { nodes { id classifier } } }",
  );
  expect(models.nodes.filter(({ classifier }) => classifier === "random-forest")).toHaveLength(1);
  const trained = models.nodes.find(({ classifier }) => classifier === "random-forest")!;

  const promoting = await admin.startJob(`promoteModel(id: "${trained.id}", override: true)`);
  admin = await killDuring(admin, promoting);
  const { activeDecisionRun } = await admin.data<{
    activeDecisionRun: { loanCount: number; model: { id: string } };
  }>("{ activeDecisionRun { loanCount model { id } } }");
  expect(activeDecisionRun).toMatchObject({ loanCount: 12_000, model: { id: trained.id } });
  expect((await counts(server!.dataDir)).decisions).toBe(12_000);
});

/** Rows of the tables, decisions of the active run only. */
function counts(dataDir: string): Promise<{ loans: number; snapshots: number; decisions: number }> {
  return withDatabase(dataDir, async (client) => {
    const { rows } = await client.query(
      `SELECT (SELECT count(*) FROM loan)::int AS loans, (SELECT count(*) FROM loan_snapshot)::int AS snapshots,
         (SELECT count(*) FROM decision d WHERE d.run_id = (SELECT active_run_id FROM installation))::int AS decisions`,
    );
    return rows[0];
  });
}
