// One million generated loans through the real server: import beside a raw COPY of the same rows, a decision run,
// the worklist's first and deep pages, and peak memory. ROWS sets another size.

import { once } from "node:events";
import { createReadStream, createWriteStream, openAsBlob } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { generatePortfolio, portfolioHeader } from "../../packages/ml-core/src/generator/portfolio.ts";
import { csvLine } from "../../packages/ml-core/src/table/csv-write.ts";
import { Client } from "../harness/client.ts";
import { withDatabase } from "../harness/database.ts";
import { discardServer, makeDataDir, type RunningServer, startServer } from "../harness/server.ts";
import { publishAll, walkUntil } from "../harness/walks.ts";

const rows = Number(process.env.ROWS ?? 1_000_000);
const historyRows = Math.max(2000, Math.round(rows / 50));

function print(what: string, value: string): void {
  console.log(`${what.padEnd(58)} ${value}`);
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
const whole = (value: number) => value.toLocaleString("en");

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function writeCsv(path: string, kind: "history" | "current", count: number): Promise<void> {
  const file = createWriteStream(path);
  let text = csvLine(portfolioHeader);
  for (const { cells } of generatePortfolio({ rows: count, seed: kind === "history" ? 1 : 2, kind })) {
    text += csvLine(cells);
    if (text.length < 1 << 20) continue;
    if (!file.write(text)) await once(file, "drain");
    text = "";
  }
  file.end(text);
  await once(file, "finish");
}

function rawCopy(dataDir: string, path: string): Promise<void> {
  return withDatabase(dataDir, async (client) => {
    const columns = portfolioHeader.map((name) => `"${name}" text`).join(", ");
    await client.query(`CREATE TABLE raw_copy (${columns})`);
    await pipeline(
      createReadStream(path),
      client.query(copyFrom("COPY raw_copy FROM STDIN WITH (FORMAT csv, HEADER true)")),
    );
    await client.query("DROP TABLE raw_copy");
  });
}

async function importFile(
  admin: Client,
  path: string,
  name: string,
): Promise<{ upload: number; import: number }> {
  let id = "";
  const upload = await timed(async () => {
    const form = new FormData();
    form.append("file", await openAsBlob(path), name);
    const headers = { cookie: admin.cookie, "x-requested-with": "loan-recovery" };
    const response = await fetch(`${admin.url}/datasets`, { method: "POST", headers, body: form });
    id = String(((await response.json()) as { dataset: { id: string } }).dataset.id);
  });
  const mapping = await admin.suggestedMapping(id);
  const job = await admin.startJob(
    "importDataset(id: $id, mapping: $mapping)",
    "($id: ID!, $mapping: DatasetMappingInput!)",
    { id, mapping },
  );
  return { upload, import: await jobSeconds(admin, job) };
}

/** The work itself, from when a worker took the job up. */
async function jobSeconds(admin: Client, id: string): Promise<number> {
  for (;;) {
    const { job } = await admin.data<{
      job: { state: string; failure: string; startedAt: string; finishedAt: string };
    }>("query ($id: ID!) { job(id: $id) { state failure startedAt finishedAt } }", { id });
    if (job.state === "FAILED") throw new Error(job.failure);
    if (job.state === "SUCCEEDED") return Date.parse(job.finishedAt) - Date.parse(job.startedAt);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function pageTimes(admin: Client, deepCursor: string | null): Promise<number[]> {
  const query = `query ($after: String) { borrowers(first: 50, after: $after) { nodes { id externalId name
    leadDecision { riskScore treatment segment priority loan { externalId outstanding { amount } daysPastDue } } } } }`;
  const times: number[] = [];
  for (let i = 0; i < 60; i++) times.push(await timed(() => admin.data(query, { after: deepCursor })));
  return times.slice(10).sort((a, b) => a - b);
}

interface WalkedPage {
  borrowers: { pageInfo: { endCursor: string; hasNextPage: boolean }; nodes: unknown[] };
}

/** The cursor after page `page` of 50, by walking there in pages of 200. */
async function deepCursor(admin: Client, page: number): Promise<{ cursor: string | null; page: number }> {
  let cursor: string | null = null;
  let seen = 0;
  while (seen < page * 50) {
    const { borrowers }: WalkedPage = await admin.data<WalkedPage>(
      "query ($after: String) { borrowers(first: 200, after: $after) { pageInfo { endCursor hasNextPage } nodes { id } } }",
      { after: cursor },
    );
    if (!borrowers.pageInfo.hasNextPage) break;
    cursor = borrowers.pageInfo.endCursor;
    seen += borrowers.nodes.length;
  }
  return { cursor, page: Math.floor(seen / 50) };
}

async function peakMegabytes(pid: number): Promise<{ server: number; worker: number }> {
  const peak = async (id: number) =>
    Number((await readFile(`/proc/${id}/status`, "utf8")).match(/VmHWM:\s+(\d+)/)![1]) / 1024;
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, "utf8"))
    .trim()
    .split(/\s+/)
    .map(Number);
  for (const child of children) {
    const line = await readFile(`/proc/${child}/cmdline`, "utf8");
    if (line.includes("worker-main")) return { server: await peak(pid), worker: await peak(child) };
  }
  throw new Error("The worker process was not found.");
}

/** Publishes while readers page through the worklist, none of whom may see two policies in one list. */
async function publishAmongReaders(admin: Client): Promise<void> {
  await publishAll(admin, "REMINDER");
  let isPublished = false;
  const readers = Array.from({ length: 20 }, () => walkUntil(admin, () => isPublished, 20));
  const time = await timed(() => publishAll(admin, "SETTLEMENT_OFFER"));
  isPublished = true;
  const walks = (await Promise.all(readers)).flat();
  const mixed = walks.filter(({ treatments, isRepeated }) => treatments.length !== 1 || isRepeated);
  if (mixed.length > 0) throw new Error(`${mixed.length} of ${walks.length} walks saw a mixture.`);
  print("publish while 20 readers page, none sees a mixture", `${seconds(time)}  (${walks.length} walks)`);
}

/** What an admin waits for who changes a policy: the first preview reads the book, the next ones have it. */
async function measurePreview(admin: Client): Promise<void> {
  const query = `query ($rules: PolicyRulesInput!) { simulatePolicy(rules: $rules) {
    ... on PolicySimulation { effect { moved total { loans } } } } }`;
  const bands = [
    { treatment: "REMINDER", from: 0, fromInclusive: true },
    { treatment: "SETTLEMENT_OFFER", from: 0.5, fromInclusive: true },
    { treatment: "LEGAL_ACTION", from: 0.75, fromInclusive: false },
  ];
  const capacity = { agentHoursPerMonth: rows / 20 };
  const first = await timed(() => admin.data(query, { rules: { bands } }));
  print("first preview of a policy, which reads the book", seconds(first));
  for (const [name, rules] of [
    ["thresholds", { bands }],
    ["expected value", { bands, mode: "EXPECTED_VALUE" }],
    ["expected value, scarce hours", { bands, mode: "EXPECTED_VALUE", capacity }],
  ] as const) {
    const times: number[] = [];
    for (let i = 0; i < 9; i++) times.push(await timed(() => admin.data(query, { rules })));
    print(`preview, ${name}: median`, `${times.sort((a, b) => a - b)[4].toFixed(0)} ms`);
  }
}

/** The export with its contact verdicts, beside a COPY of the same decisions without them. */
async function measureExport(server: RunningServer, admin: Client): Promise<void> {
  const copy = await timed(() =>
    withDatabase(server.dataDir, async (client) => {
      const decisions = `SELECT b.external_id, l.external_id, d.risk_score, d.segment, d.treatment, d.priority
        FROM decision d JOIN loan l ON l.id = d.loan_id JOIN borrower b ON b.id = d.borrower_id
        WHERE d.run_id = (SELECT active_run_id FROM installation) ORDER BY d.priority DESC, d.loan_id DESC`;
      for await (const _ of client.query(copyTo(`COPY (${decisions}) TO STDOUT`)));
    }),
  );
  let lines = -1;
  const time = await timed(async () => {
    const { body } = await admin.get("/decisions.csv");
    for await (const chunk of body!) for (const byte of chunk) if (byte === 10) lines++;
  });
  print(
    `decisions.csv, ${whole(lines)} lines with contact verdicts`,
    `${seconds(time)}  (${(time / copy).toFixed(1)}x a COPY without them)`,
  );
}

async function measure(server: RunningServer): Promise<void> {
  const admin = await Client.signIn(server.url);
  const current = join(server.dataDir, "current.csv");
  const history = join(server.dataDir, "history.csv");
  print(
    `generate ${whole(rows)} loans as CSV`,
    seconds(await timed(() => writeCsv(current, "current", rows))),
  );
  await writeCsv(history, "history", historyRows);
  print("size of the file", `${Math.round((await stat(current)).size / 1e6)} MB`);
  const copy = await timed(() => rawCopy(server.dataDir, current));
  print("raw COPY of the same rows", seconds(copy));
  const start = await peakMegabytes(server.pid);
  const times = await importFile(admin, current, "current.csv");
  print("upload", seconds(times.upload));
  print("import", `${seconds(times.import)}  (${(times.import / copy).toFixed(1)}x raw COPY)`);
  const after = await peakMegabytes(server.pid);
  print(
    "memory that upload and import added",
    `server ${Math.round(after.server - start.server)} MB, worker ${Math.round(after.worker - start.worker)} MB`,
  );
  await admin.settleRuns();
  await importFile(admin, history, "history.csv");
  await admin.settleRuns();
  const training = await admin.startJob("trainModel");
  print(`train on ${whole(historyRows)} loans`, seconds(await jobSeconds(admin, training)));
  const modelId = await admin.finishJob(training);
  const promotion = await admin.startJob(`promoteModel(id: "${modelId}", override: true)`);
  print(
    `decision run over ${whole(rows)} loans, with that model`,
    seconds(await jobSeconds(admin, promotion)),
  );
  const report = (name: string, sorted: number[]) =>
    print(
      `worklist, ${name}: p50 / p99`,
      `${sorted[sorted.length >> 1].toFixed(1)} ms / ${sorted.at(-1)!.toFixed(1)} ms`,
    );
  report("first page", await pageTimes(admin, null));
  const deep = await deepCursor(admin, 10_000);
  report(`page ${whole(deep.page)}`, await pageTimes(admin, deep.cursor));
  await measureExport(server, admin);
  await publishAmongReaders(admin);
  await measurePreview(admin);
  const verify = "{ verifyAuditLog { ... on AuditVerification { isIntact decisions } } }";
  const { verifyAuditLog } = await admin.data<{ verifyAuditLog: { isIntact: boolean; decisions: number } }>(
    verify,
  );
  if (!verifyAuditLog.isIntact) throw new Error("The audit log is not intact.");
  print(
    `verify the audit log with ${whole(verifyAuditLog.decisions)} decisions`,
    seconds(await timed(() => admin.data(verify))),
  );
  const peak = await peakMegabytes(server.pid);
  print("peak memory", `server ${Math.round(peak.server)} MB, worker ${Math.round(peak.worker)} MB`);
}

const server = await startServer({ dataDir: await makeDataDir() });
try {
  await measure(server);
} finally {
  await discardServer(server);
}
