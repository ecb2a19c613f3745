import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { lexicographicSortSchema, printSchema } from "graphql";
import { makeSchema } from "./schema.js";

/** Writes apps/api/schema.graphql, the contract; leaves the file alone where nothing changed. */
const path = fileURLToPath(new URL("../schema.graphql", import.meta.url));
const text = `${printSchema(lexicographicSortSchema(makeSchema()))}\n`;
const committed = await readFile(path, "utf8").catch(() => "");
if (committed !== text) await writeFile(path, text);
