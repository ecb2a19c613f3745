// What `npm start`, `npm test` and `npm run check` share: packages installed, the right Node, everything built.
// Runs on the system's own Node (20.19 or newer) with nothing installed yet, so it imports nothing but Node itself.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
const bin = join(root, "node_modules", ".bin");
/** The Node that npm installs as a package: newer than many machines have. */
export const node = join(bin, "node");
export const environment = {
  ...process.env,
  PATH: `${bin}:${process.env.PATH}`,
  TURBO_TELEMETRY_DISABLED: "1",
};

function fail(line) {
  console.error(line);
  process.exit(1);
}

/** Installs the packages that package-lock.json names, unless exactly those are there. */
export function install() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Node ${process.versions.node} is too old: 20.19 or newer is needed.`);
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  const stamp = join(root, "node_modules", ".installed-lock");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  console.log("Installing packages (once, about a minute)");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) fail("The packages could not be installed: see above.");
  const version = spawnSync(node, ["--version"], { encoding: "utf8" }).stdout ?? "";
  if (!version.startsWith("v24.")) {
    fail(
      "The package `node` did not install its program (are install scripts switched off?): run `npm rebuild node`.",
    );
  }
  writeFileSync(stamp, lock);
}

const sources = [
  "packages",
  "apps",
  "prisma",
  "package.json",
  "package-lock.json",
  "tsconfig.base.json",
  "turbo.json",
];
const skipped = new Set(["node_modules", "dist", ".turbo", "generated", "gql", "bench"]);

/** Names, sizes and times of all source files: quick to look at, and changed when one of them is. */
function fingerprint() {
  const hash = createHash("sha256");
  const visit = (path) => {
    const stat = statSync(path);
    if (!stat.isDirectory()) return hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`);
    for (const name of readdirSync(path).sort()) if (!skipped.has(name)) visit(join(path, name));
  };
  for (const name of sources) visit(join(root, name));
  return hash.digest("hex");
}

/** Builds all packages, unless nothing has changed since the last build. */
export function build() {
  const stamp = join(root, "node_modules", ".cache", "built-sources");
  const outputs = ["packages/ml-core/dist", "apps/api/dist", "apps/console/dist"];
  const isBuilt = outputs.every((path) => existsSync(join(root, path)));
  if (isBuilt && existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint()) return;
  console.log("Building");
  const { status, stdout, stderr } = spawnSync(
    join(bin, "turbo"),
    ["run", "build", "--output-logs=errors-only"],
    {
      cwd: root,
      encoding: "utf8",
      env: environment,
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (status !== 0) fail(`${stdout}${stderr}\nThe build failed: see above.`);
  mkdirSync(join(root, "node_modules", ".cache"), { recursive: true });
  writeFileSync(stamp, fingerprint());
}

/** Runs a program from node_modules/.bin, shown as it goes. @returns its exit code */
export function run(program, args, options = {}) {
  const { status } = spawnSync(join(bin, program), args, {
    cwd: root,
    stdio: "inherit",
    env: environment,
    ...options,
  });
  return status ?? 1;
}

/** Runs a program in place of this one: signals reach it, and its exit code is ours. */
export function become(program, args) {
  const child = spawn(program, args, { cwd: process.cwd(), stdio: "inherit", env: environment });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.once("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}
