// Measures what the README claims, beside peers in the same run where they are installed. `npm run bench` for
// everything, `npm run bench -- models million` for some parts. ROWS=100000 makes `million` smaller.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { build, install, node, root } from "./setup.mjs";

install();
build();
const wanted = process.argv.slice(2);
const parts = [
  ["bars", "packages/ml-core/bench/bars.ts"],
  ["accuracy", "packages/ml-core/bench/accuracy.ts"],
  ["models", "packages/ml-core/bench/train.ts"],
  ["explain", "packages/ml-core/bench/explain.ts"],
  ["decide", "packages/ml-core/bench/decide.ts"],
  ["economics", "packages/ml-core/bench/economics.ts"],
  ["experiments", "packages/ml-core/bench/experiments.ts"],
  ["profile", "packages/ml-core/bench/profile.ts"],
  ["drag", "test/bench/drag.ts"],
  ["million", "test/bench/million.ts"],
];
for (const [name, file] of parts) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n# ${name}`);
  const { status } = spawnSync(node, ["--max-old-space-size=8192", join(root, file)], {
    stdio: "inherit",
    cwd: root,
  });
  if (status !== 0) process.exitCode = 1;
}
