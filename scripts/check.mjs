import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, install, node, root, run } from "./setup.mjs";

/** Each check: its name, and what runs it. `tsc` needs what the build generates. */
const checks = [
  ["types: ml-core", () => run("tsc", ["-p", "packages/ml-core", "--noEmit"])],
  ["types: api", () => run("tsc", ["-p", "apps/api", "--noEmit"])],
  ["types: console", () => run("tsc", ["-p", "apps/console", "--noEmit"])],
  ["types: tests", () => run("tsc", ["-p", "test", "--noEmit"])],
  ["lint and format", () => run("biome", ["check", "--error-on-warnings", "."])],
  [
    "import rules",
    () => spawnSync(node, [join(root, "scripts/import-rules.mjs")], { stdio: "inherit" }).status ?? 1,
  ],
  ["dead code", () => run("knip", ["--no-progress"])],
];

/** Runs every check. @returns how many passed and failed */
export function check() {
  const failed = checks.filter(([name, runCheck]) => {
    const isRight = runCheck() === 0;
    console.log(`${isRight ? "ok  " : "FAIL"} ${name}`);
    return !isRight;
  });
  return { passed: checks.length - failed.length, failed: failed.length };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  install();
  build();
  process.exitCode = check().failed === 0 ? 0 : 1;
}
