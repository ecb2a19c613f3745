// Makes the Prisma client. Generating never runs the schema engine, but Prisma insists on having one and would
// download it; naming any executable instead lets this work where that host cannot be reached.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const prisma = fileURLToPath(import.meta.resolve("prisma/build/index.js"));
const { status, stdout, stderr } = spawnSync(process.execPath, [prisma, "generate"], {
  cwd: root,
  encoding: "utf8",
  env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: "1" },
});
if (status !== 0) process.stderr.write(stdout + stderr);
process.exitCode = status ?? 1;
