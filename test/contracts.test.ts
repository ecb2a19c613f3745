import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { schemaDiff } from "../scripts/schema-diff.mjs";

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

test("schema.graphql is what the code serves (else: npm run schema)", async () => {
  const folder = await mkdtemp(join(tmpdir(), "schema-"));
  const emitted = join(folder, "schema.graphql");
  execFileSync(process.execPath, [at("apps/api/dist/emit-schema.js"), emitted]);
  expect(await readFile(at("apps/api/schema.graphql"), "utf8")).toBe(await readFile(emitted, "utf8"));
  await rm(folder, { recursive: true });
});

test("the migrations make exactly the tables of schema.prisma", async () => {
  expect(await schemaDiff()).toBe("");
});

test("a column that no migration makes is found", async () => {
  const schema = await readFile(at("prisma/schema.prisma"), "utf8");
  const planted = schema.replace("model Borrower {", "model Borrower {\n  planted String?");
  expect(await schemaDiff({ schema: planted })).toContain('ADD COLUMN     "planted" TEXT');
});

test("every setting that the program reads stands in the README's table, and no other", async () => {
  const config = await readFile(at("apps/api/src/config.ts"), "utf8");
  const calls = config.matchAll(/(?:check|checkSecret|text)\(\s*"([A-Z_]+)"/g);
  const read = new Set([...calls].map((match) => match[1]));
  const readme = await readFile(at("README.md"), "utf8");
  const documented = [...readme.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]);
  expect(documented.sort()).toEqual([...read].sort());
});
