// Measures what the README claims, each beside a peer in the same run. `npm run bench` for everything,
// `npm run bench -- models` or `npm run bench -- million` for one half. ROWS=100000 makes the second half smaller.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { build, install, node, root } from "./setup.mjs";

install();
build();
const wanted = process.argv.slice(2);
const parts = [
  ["models", "packages/ml-core/bench/train.ts"],
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
