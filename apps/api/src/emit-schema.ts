import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { lexicographicSortSchema, printSchema } from "graphql";
import { makeSchema } from "./schema.js";

// Writes apps/api/schema.graphql, the contract that the console and integrators build against, or the file that is named.
const path = process.argv[2] ?? fileURLToPath(new URL("../schema.graphql", import.meta.url));
await writeFile(path, `${printSchema(lexicographicSortSchema(makeSchema()))}\n`);
