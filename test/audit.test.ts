import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify as verifySignature,
} from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../apps/api/src/access/actor.ts";
import { recordAudit } from "../apps/api/src/audit/audit.ts";
import { eventDigest } from "../apps/api/src/audit/canonical.ts";
import { readLeaves } from "../apps/api/src/audit/seal.ts";
import { applyMigrations } from "../apps/api/src/database/migrations.ts";
import { findings, type Head, sealed, tampered, verify } from "./harness/audit.ts";
import { openBrowser, signIn } from "./harness/browser.ts";
import { Client } from "./harness/client.ts";
import { databaseOf, withDatabase } from "./harness/database.ts";
import { discardServer, type RunningServer, startServer } from "./harness/server.ts";

let server: RunningServer;
let admin: Client;
let pool: pg.Pool;
let head: Head;

beforeAll(async () => {
  server = await startServer();
  admin = await Client.signIn(server.url);
  pool = new pg.Pool(await databaseOf(server.dataDir));
  for (let seal = 0; seal < 3; seal++) {
    for (let i = 0; i < 4; i++) await recordAudit(pool, systemActor, "test.event", `test:${i}`, { i });
    head = await sealed(server, admin);
  }
});
afterAll(async () => {
  await pool.end();
  await discardServer(server);
});

async function eventIds(): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    "SELECT id FROM audit_event WHERE action = 'test.event' ORDER BY id LIMIT 12",
  );
  return rows.map(({ id }) => id);
}

test("an untouched log is intact, and its heads can be checked with nothing of ours", async () => {
  expect(await verify(admin, head)).toMatchObject({ isIntact: true, events: head.total, pending: 0 });
  const text = await (await admin.get("/audit/heads.ndjson")).text();
  const heads = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Head);
  expect(heads.at(-1)).toEqual(head);
  const key = createPublicKey({ key: Buffer.from(head.publicKey, "base64"), type: "spki", format: "der" });
  let previous = createHash("sha256").update(Buffer.from(head.publicKey, "base64")).digest("hex");
  for (const each of heads) {
    const fields = [
      "loan-recovery audit head 1",
      each.number,
      each.count,
      each.total,
      each.root,
      previous,
      each.sealedAt,
    ];
    const text = fields.map((field) => `${String(field).length}:${field},`).join("");
    expect(createHash("sha256").update(text).digest("hex")).toBe(each.head);
    const bytes = Buffer.from(each.head, "hex");
    expect(verifySignature(null, bytes, key, Buffer.from(each.signature, "base64"))).toBe(true);
    previous = each.head;
  }
});

test("only admins see heads or verify", async () => {
  const nobody = new Client(server.url);
  expect((await nobody.get("/audit/heads.ndjson")).status).toBe(401);
  expect((await nobody.ask("{ auditHead { number } }")).errors?.[0].extensions?.code).toBe("UNAUTHENTICATED");
});

test("every kind of tampering with an event is found and named", async () => {
  const [a, b, c, d] = await eventIds();
  const look = () => findings(admin, head);
  for (const change of [
    "actor = 'somebody'",
    "action = 'test.other'",
    "subject = NULL",
    `detail = '{"i": 99}'`,
    "at = at + interval '1 ms'",
  ]) {
    expect(await tampered(server, `UPDATE audit_event SET ${change} WHERE id = ${a}`, look)).toEqual([
      `ALTERED event ${a}`,
    ]);
  }
  expect(await tampered(server, `DELETE FROM audit_event WHERE id IN (${b}, ${d})`, look)).toEqual([
    `MISSING event ${b}`,
    `MISSING event ${d}`,
  ]);
  for (const columns of [
    "at, actor, action, subject, detail",
    "at, actor, action, subject, detail, salt, digest",
  ]) {
    const swap = `UPDATE audit_event e SET (${columns}) = (SELECT ${columns} FROM audit_event o
      WHERE o.id = CASE e.id WHEN ${b} THEN ${c} ELSE ${b} END) WHERE id IN (${b}, ${c})`;
    expect(await tampered(server, swap, look)).toEqual([`REORDERED event ${b}`, `REORDERED event ${c}`]);
  }
  const forged = `INSERT INTO audit_event (id, actor, action, digest) VALUES (900000, 'x', 'y', '\\x00')`;
  expect(await tampered(server, forged, look)).toEqual(["UNSEALED event 900000"]);
});

test("tampering with the seals is found, and a log that was cut off", async () => {
  const look = () => findings(admin, head);
  const last = await pool.query<{ leaves: Buffer; number: number }>(
    "SELECT leaves, number FROM audit_seal ORDER BY number DESC LIMIT 1",
  );
  const { leaves, number } = last.rows[0];
  const ids = readLeaves(leaves).map(({ eventId }) => eventId);
  const cut = `DELETE FROM audit_seal WHERE number = ${number}; DELETE FROM audit_event WHERE id IN (${ids.join()})`;
  expect(await tampered(server, cut, look)).toEqual([`CUT_OFF seals after ${number - 1}`]);
  // The same without a kept head looks whole: this is what heads are kept outside for.
  expect(await tampered(server, cut, () => findings(admin))).toEqual([]);
  expect(await tampered(server, `DELETE FROM audit_seal WHERE number = ${number}`, look)).toEqual([
    `CUT_OFF seals after ${number - 1}`,
    ...ids.map((id) => `UNSEALED event ${id}`),
  ]);
  expect(await tampered(server, "DELETE FROM audit_seal WHERE number = 1", look)).toContain(
    "MISSING seals before 2",
  );
  const count = `UPDATE audit_seal SET count = count + 1 WHERE number = 1`;
  expect(await tampered(server, count, look)).toContain("ALTERED seal 1");
  const signature = `UPDATE audit_seal SET signature = sha512('x') WHERE number = ${number}`;
  expect(await tampered(server, signature, look)).toEqual([`WRONG_SIGNATURE seal ${number}`]);
});

test("a wrong signature and another installation's head are told apart", async () => {
  const signature = Buffer.alloc(64).toString("base64");
  expect(await findings(admin, { ...head, signature })).toEqual([`WRONG_SIGNATURE head ${head.number}`]);
  const other = generateKeyPairSync("ed25519");
  const publicKey = other.publicKey.export({ type: "spki", format: "der" }).toString("base64");
  const signed = sign(null, Buffer.from(head.head, "hex"), other.privateKey).toString("base64");
  expect(await findings(admin, { ...head, publicKey, signature: signed })).toEqual([
    `OTHER_INSTALLATION head ${head.number}`,
  ]);
});

test("writers at once, and one that commits late, are sealed exactly once", async () => {
  const late = await pool.connect();
  await late.query("BEGIN");
  await recordAudit(late, systemActor, "test.late", null);
  const writers = Array.from({ length: 40 }, (_, i) =>
    recordAudit(pool, systemActor, "test.writer", `test:${i}`),
  );
  await Promise.all(writers);
  const before = await sealed(server, admin);
  expect(await verify(admin, before)).toMatchObject({ isIntact: true, pending: 0 });
  await late.query("COMMIT");
  late.release();
  const after = await sealed(server, admin);
  expect(after.total).toBe(before.total + 1);
  expect(await verify(admin, after)).toMatchObject({ isIntact: true });
  const seals = await pool.query<{ leaves: Buffer }>("SELECT leaves FROM audit_seal ORDER BY number");
  const ids = seals.rows.flatMap(({ leaves }) => readLeaves(leaves).map(({ eventId }) => Number(eventId)));
  const events = await pool.query<{ id: string }>("SELECT id FROM audit_event ORDER BY id");
  expect(ids.toSorted((x, y) => x - y)).toEqual(events.rows.map(({ id }) => Number(id)));
  expect(ids).not.toEqual(ids.toSorted((x, y) => x - y));
});

test("the program's own connection can change no event and no seal", async () => {
  for (const statement of [
    "UPDATE audit_event SET actor = 'x'",
    "UPDATE audit_event SET salt = NULL, detail = NULL, subject = 'erased:1', actor = 'x'",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event",
    "UPDATE audit_seal SET count = 0",
    "DELETE FROM audit_seal",
    "DELETE FROM audit_key",
  ])
    await expect(pool.query(statement)).rejects.toThrow("never changed");
});

test("an admin verifies the log on the activity page, also against heads that were kept", async () => {
  const text = await (await admin.get("/audit/heads.ndjson")).text();
  const file = { name: "heads.ndjson", mimeType: "application/x-ndjson", buffer: Buffer.from(text) };
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await signIn(page, server.url, server.email, server.password);
    await page.goto(`${server.url}/activity`);
    await page.getByRole("tab", { name: "Audit log" }).click();
    await page.getByRole("button", { name: "Verify", exact: true }).click();
    await page.getByText("The log is intact").waitFor();
    await page.locator("input[type=file]").setInputFiles(file);
    await page.getByText("It was held against kept head").waitFor();
    const [a] = await eventIds();
    await tampered(server, `UPDATE audit_event SET actor = 'x' WHERE id = ${a}`, async () => {
      await page.getByRole("button", { name: "Verify", exact: true }).click();
      await page.getByText(`event ${a}`, { exact: true }).waitFor();
    });
  } finally {
    await browser.close();
  }
});

test("events of before the seals get the digest that the program would give them", async () => {
  await pool.query("CREATE DATABASE older");
  const { host, port, user, password } = await databaseOf(server.dataDir);
  const url = `postgresql://${user}:${password}@${host}:${port}/older`;
  const older = new pg.Pool({ connectionString: url });
  try {
    const first = await withFirstMigration((folder) => applyMigrations(url, folder));
    expect(first).toEqual(["20261124000000_init"]);
    await older.query(`INSERT INTO audit_event (actor, action, subject, detail) VALUES
      ('jörg@example.com', 'user.create', NULL, '{"b": 1.50, "a": ["ü", null]}'), ('system', 'x', '', NULL)`);
    await applyMigrations(url);
    const { rows } = await older.query(
      "SELECT id, at, actor, action, subject, detail::text AS detail, salt, digest FROM audit_event",
    );
    expect(rows.length).toBe(2);
    for (const { salt, digest, ...event } of rows) expect(eventDigest(salt, event)).toEqual(digest);
  } finally {
    await older.end();
  }
});

// Last, because it cannot be put back.
test("a log that was written anew and signed with the stolen key is not the one of the kept head", async () => {
  const kept = await sealed(server, admin);
  const [a] = await eventIds();
  await withDatabase(server.dataDir, async (client) => {
    await client.query("SET session_replication_role = replica");
    await client.query("DELETE FROM audit_seal");
    await client.query(`DELETE FROM audit_event WHERE id = ${a}`);
    await client.query("INSERT INTO audit_pending SELECT id, digest FROM audit_event");
  });
  const forged = await sealed(server, admin);
  for (let i = forged.number; i < kept.number; i++) {
    await recordAudit(pool, systemActor, "test.filler", null);
    await sealed(server, admin);
  }
  expect(await findings(admin)).toEqual([]);
  expect(await findings(admin, kept)).toEqual([`REWRITTEN seal ${kept.number}`]);
});

async function withFirstMigration<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "migrations-"));
  const name = "20261124000000_init";
  await cp(fileURLToPath(new URL(`../prisma/migrations/${name}`, import.meta.url)), join(folder, name), {
    recursive: true,
  });
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
