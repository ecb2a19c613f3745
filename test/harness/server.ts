import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../apps/api/dist/main.js", import.meta.url));

export interface RunningServer {
  url: string;
  dataDir: string;
  email: string;
  password: string;
  /** Everything that it has printed. */
  output(): string;
  pid: number;
  /** Ends it as Ctrl-C does, and waits. */
  stop(): Promise<void>;
  /** Ends it as the kernel does when memory runs out. Its database is left behind. */
  kill(): Promise<void>;
}

export interface ServerOptions {
  dataDir?: string;
  /** Whether the first start makes the sample portfolio. */
  sample?: boolean;
  env?: Record<string, string>;
}

export const adminEmail = "admin@example.com";
export const adminPassword = "correct horse battery";

/** A new empty folder for a server's data. */
export function makeDataDir(): Promise<string> {
  return mkdtemp(join(tmpdir(), "loan-recovery-"));
}

/** Starts the built program on a free port and waits until it is ready. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const dataDir = options.dataDir ?? (await makeDataDir());
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { child, output } = launch({
    PORT: String(port),
    DATA_DIR: dataDir,
    ADMIN_EMAIL: adminEmail,
    ADMIN_PASSWORD: adminPassword,
    SAMPLE_DATA: String(options.sample ?? false),
    ...options.env,
  });
  await waitUntilHealthy(url, child, output);
  return {
    url,
    dataDir,
    email: adminEmail,
    password: adminPassword,
    output,
    pid: child.pid!,
    stop: () => end(child, "SIGTERM"),
    kill: () => end(child, "SIGKILL"),
  };
}

/** Runs the program until it ends by itself: for starts that are refused. */
export async function runToEnd(
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const { child, output } = launch(env);
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  return { code, output: output() };
}

function launch(env: Record<string, string>): { child: ChildProcess; output: () => string } {
  const inherited = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", TZ: "UTC" };
  const child = spawn(process.execPath, [main], {
    env: { ...inherited, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  }
  return { child, output: () => text };
}

async function waitUntilHealthy(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + 180_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null)
      throw new Error(`The server ended with code ${child.exitCode}:\n${output()}`);
    const status = await fetch(`${url}/healthz`).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    await sleep(50);
  }
  child.kill("SIGKILL");
  throw new Error(`The server was not ready in time:\n${output()}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await exited;
}

/** Stops a server and removes its data, also the database that a kill left behind. */
export async function discardServer(server: RunningServer | undefined): Promise<void> {
  if (!server) return;
  await server.stop();
  await endOrphan(server.dataDir);
  await rm(server.dataDir, { recursive: true, force: true });
}

async function endOrphan(dataDir: string): Promise<void> {
  const text = await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number(text.split("\n")[0]);
  if (!(pid > 0)) return;
  try {
    process.kill(pid, "SIGINT");
    for (;;) {
      process.kill(pid, 0);
      await sleep(50);
    }
  } catch {
    // it has ended
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
