// Prints the SQL that turns the committed migrations into prisma/schema.prisma: `npm run schema:diff`.
// Nothing printed and exit code 0 means that both agree; exit code 2 that they differ. `--from-empty` prints all.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";
import { startEmbedded } from "../apps/api/dist/database/embedded.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/** PostgreSQL's one-byte "char" of its catalogues, which the adapter does not know, and the adapter's name for it. */
const charOid = 18;
const textOid = 25;
const characterColumn = 6;

/** Mends two things in an adapter that keep the engine from reading a catalogue and from applying a function's body. */
function readable(adapter) {
  const performIO = adapter.performIO.bind(adapter);
  const queryRaw = adapter.queryRaw.bind(adapter);
  let characters = [];
  adapter.performIO = async (query) => {
    const result = await performIO(query);
    characters = result.fields.flatMap((field, i) => (field.dataTypeID === charOid ? [i] : []));
    for (const i of characters) result.fields[i].dataTypeID = textOid;
    return result;
  };
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const i of characters) result.columnTypes[i] = characterColumn;
    return result;
  };
  // The adapter cuts a script at every semicolon, also inside a function's body; PostgreSQL takes it whole.
  adapter.executeScript = async (script) => void (await adapter.client.query(script));
  return adapter;
}

async function adapterFactory(url, shadowDatabase) {
  const { hostname: host, port, username: user, password } = new URL(url);
  const factory = (database) => new PrismaPg({ host, port: Number(port), user, password, database });
  const main = factory("loan_recovery");
  return bindMigrationAwareSqlAdapterFactory({
    provider: main.provider,
    adapterName: main.adapterName,
    connect: async () => readable(await main.connect()),
    connectToShadowDb: async () => readable(await factory(shadowDatabase).connect()),
  });
}

async function readMigrationList() {
  const base = join(root, "prisma/migrations");
  const entries = await readdir(base, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const migrationDirectories = await Promise.all(
    names.sort().map(async (path) => ({
      path,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok", value: await readFile(join(base, path, "migration.sql"), "utf8") },
      },
    })),
  );
  return {
    baseDir: base,
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories,
  };
}

/** The SQL from the migrations (or from nothing) to the schema; empty where they agree. */
export async function schemaDiff({ fromEmpty = false, schema } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "schema-diff-"));
  const database = await startEmbedded(folder);
  try {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query("CREATE DATABASE shadow");
    await client.end();
    const path = join(root, "prisma/schema.prisma");
    const content = schema ?? (await readFile(path, "utf8"));
    const engine = await SchemaEngine.new(
      { datamodels: [[path, content]] },
      () => {},
      await adapterFactory(database.url, "shadow"),
    );
    let output = "";
    const result = await engine.diff({
      from: fromEmpty ? { tag: "empty" } : { tag: "migrations", ...(await readMigrationList()) },
      to: { tag: "schemaDatamodel", files: [{ path, content }] },
      script: true,
      exitCode: true,
      shadowDatabaseUrl: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    output = result.stdout ?? "";
    return result.exitCode === 2 ? output : "";
  } finally {
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sql = await schemaDiff({ fromEmpty: process.argv.includes("--from-empty") });
  if (sql) console.log(sql);
  process.exitCode = sql ? 2 : 0;
}
