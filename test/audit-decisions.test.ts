import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../apps/api/src/access/actor.ts";
import { recordAudit } from "../apps/api/src/audit/audit.ts";
import { recordRevisions } from "../apps/api/src/audit/decision-digests.ts";
import { transaction } from "../apps/api/src/database/pool.ts";
import { findings, sealed, tampered, verify } from "./harness/audit.ts";
import { Client } from "./harness/client.ts";
import { databaseOf } from "./harness/database.ts";
import { portfolioCsv } from "./harness/portfolio.ts";
import { discardServer, type RunningServer, startServer } from "./harness/server.ts";

let server: RunningServer;
let admin: Client;
let pool: pg.Pool;
const book = portfolioCsv({ rows: 2300, seed: 41, kind: "current" });
const loanCount = 2300;

beforeAll(async () => {
  server = await startServer();
  admin = await Client.signIn(server.url);
  await admin.importFile("current.csv", book);
  pool = new pg.Pool(await databaseOf(server.dataDir));
});
afterAll(async () => {
  await pool.end();
  await discardServer(server);
});

/** Loans of the active run, spread over its three blocks. */
async function someLoans(): Promise<{ run: number; loans: string[] }> {
  const { rows } = await pool.query<{ run_id: number; loan_id: string }>(
    "SELECT run_id, loan_id FROM decision WHERE revision = 0 ORDER BY loan_id",
  );
  return { run: rows[0].run_id, loans: [5, 999, 1000, 2299].map((i) => rows[i].loan_id) };
}

test("tampering with any decision is found, and its loan named", async () => {
  const { run, loans } = await someLoans();
  const look = () => findings(admin);
  const named = (kind: string, loan: string) => `${kind} decision of loan ${loan} in run ${run}`;
  expect(await verify(admin)).toMatchObject({ isIntact: true, runs: 1, decisions: loanCount });
  for (const loan of loans) {
    const where = `WHERE run_id = ${run} AND loan_id = ${loan}`;
    for (const change of [
      `UPDATE decision SET treatment = CASE treatment WHEN 'HOLD' THEN 'REMINDER' ELSE 'HOLD' END ${where}`,
      `UPDATE decision SET risk_score = risk_score + 1e-15 ${where}`,
      `UPDATE decision SET is_lead = NOT is_lead ${where}`,
    ])
      expect(await tampered(server, change, look)).toEqual([named("ALTERED", loan)]);
    expect(await tampered(server, `DELETE FROM decision ${where}`, look)).toEqual([named("MISSING", loan)]);
  }
  const [a] = loans;
  const added = `INSERT INTO decision SELECT run_id, loan_id + 1000000, revision, borrower_id, snapshot_id, risk_score, segment,
    treatment, priority, outstanding, days_past_due, is_lead, out_of_bag, outcome FROM decision WHERE loan_id = ${a}`;
  expect(await tampered(server, added, look)).toEqual([named("UNSEALED", String(Number(a) + 1_000_000))]);
  const digests = `UPDATE decision_seal SET digest = sha256('x') WHERE block = 1`;
  expect(await tampered(server, digests, look)).toContain(`ALTERED run ${run}`);
  expect(await tampered(server, "DELETE FROM decision", look)).toEqual([`MISSING run ${run}`]);
});

test("later revisions are held against the events that recorded them", async () => {
  const { run, loans } = await someLoans();
  const [a, b] = loans;
  const insert = (
    loan: string,
  ) => `INSERT INTO decision SELECT run_id, loan_id, revision + 1, borrower_id, snapshot_id, risk_score,
    segment, 'HOLD', 0, outstanding, days_past_due, false, out_of_bag, outcome FROM decision WHERE loan_id = ${loan} AND revision = 0`;
  await transaction(pool, async (client) => {
    await client.query(insert(a));
    await recordRevisions(client, systemActor, run, [{ loanId: a, revision: 1 }]);
  });
  await sealed(server, admin);
  const look = () => findings(admin);
  const row = (loan: string) => `decision of loan ${loan} in run ${run}, revision 1`;
  expect(await verify(admin)).toMatchObject({ isIntact: true, decisions: loanCount + 1 });
  const change = `UPDATE decision SET priority = 5 WHERE loan_id = ${a} AND revision = 1`;
  expect(await tampered(server, change, look)).toEqual([`ALTERED ${row(a)}`]);
  const gone = `DELETE FROM decision WHERE loan_id = ${a} AND revision = 1`;
  expect(await tampered(server, gone, look)).toEqual([`MISSING ${row(a)}`]);
  expect(await tampered(server, insert(b), look)).toEqual([`UNSEALED ${row(b)}`]);
});

test("an erased borrower leaves a log that can be verified, and no cover for tampering", async () => {
  const { rows } = await pool.query<{
    id: string;
    external_id: string;
    name: string | null;
    loan_id: string;
  }>(
    `SELECT b.id, b.external_id, b.name, l.id AS loan_id FROM borrower b JOIN loan l ON l.borrower_id = b.id
     WHERE b.name IS NOT NULL ORDER BY b.id LIMIT 1`,
  );
  const [{ id, external_id: externalId, loan_id: loanId }] = rows;
  await recordAudit(pool, systemActor, "test.hold", `borrower:${id}`, { why: "a secret" });
  await recordAudit(pool, systemActor, "test.call", `loan:${loanId}`, { why: "a secret" });
  await sealed(server, admin);
  const erase = (confirm: string) =>
    admin.data<{ result: object }>(
      `mutation ($id: ID!, $confirm: String!) { result: eraseBorrower(borrowerId: $id, confirm: $confirm) {
         ... on ErasedBorrower { auditEvents borrower { name phone email timeZone } } ... on Refusal { problems { path } } } }`,
      { id, confirm },
    );
  expect(await erase("somebody else")).toEqual({ result: { problems: [{ path: "confirm" }] } });
  const nothing = { name: null, phone: null, email: null, timeZone: null };
  expect(await erase(externalId)).toEqual({ result: { auditEvents: 2, borrower: nothing } });
  const head = await sealed(server, admin);
  expect(await verify(admin, head)).toMatchObject({ isIntact: true, erased: 2 });

  const erased = await pool.query<{ id: string; subject: string }>(
    "SELECT id, subject FROM audit_event WHERE salt IS NULL ORDER BY id",
  );
  expect(erased.rows.length).toBe(2);
  const { id: row, subject } = erased.rows[0];
  const other = (await pool.query<{ id: string }>("SELECT id FROM audit_event ORDER BY id LIMIT 1")).rows[0]
    .id;
  const hide = `UPDATE audit_event SET salt = NULL, detail = NULL, subject = '${subject}' WHERE id = ${other}`;
  expect(await tampered(server, hide, () => findings(admin))).toEqual([`ALTERED event ${other}`]);
  const remains = `UPDATE audit_event SET actor = 'somebody' WHERE id = ${row}`;
  expect(await tampered(server, remains, () => findings(admin))).toEqual([`ALTERED event ${row}`]);

  await admin.importFile("again.csv", book.trimEnd());
  const again = await pool.query("SELECT name, phone, email, time_zone FROM borrower WHERE id = $1", [id]);
  expect(again.rows).toEqual([{ name: null, phone: null, email: null, time_zone: null }]);
});

test("a run that has expired is gone by the log's own word, and one that only vanished is not", async () => {
  const { rows } = await pool.query<{ id: number }>("SELECT id FROM decision_run ORDER BY id");
  await pool.query("UPDATE decision_run SET activated_at = now() - interval '8 years' WHERE id = $1", [
    rows[0].id,
  ]);
  await admin.finishJob(await admin.startJob("startDecisionRun"));
  await sealed(server, admin);
  expect(await verify(admin)).toMatchObject({ isIntact: true, droppedRuns: 1, runs: rows.length });
  await pool.query(`DROP TABLE decision_run_${rows[1].id}`);
  expect(await findings(admin)).toEqual([`MISSING run ${rows[1].id}`]);
});

test("a run whose digest is not in the log is found", async () => {
  const { rows } = await pool.query<{ id: number; event: string }>(
    `SELECT r.id, e.id AS event FROM decision_run r JOIN audit_event e ON e.action = 'run.seal' AND e.subject = 'run:' || r.id
     ORDER BY r.id DESC LIMIT 1`,
  );
  const [{ id, event }] = rows;
  const gone = await tampered(server, `DELETE FROM audit_event WHERE id = ${event}`, () => findings(admin));
  expect(gone).toContain(`MISSING event ${event}`);
  expect(gone).toContain(`UNSEALED run ${id}`);
});
