import "reflect-metadata";
import { createServer, type Server } from "node:http";
import { openAuth } from "./access/auth.js";
import { authenticator } from "./access/authenticate.js";
import { ensureFirstAdmin } from "./access/first-admin.js";
import { ensureSigningKey } from "./audit/signing.js";
import { type Config, ConfigError, readConfig } from "./config.js";
import type { App } from "./context.js";
import { lockDataDir } from "./database/data-dir.js";
import { startEmbedded } from "./database/embedded.js";
import { applyMigrations } from "./database/migrations.js";
import { Notifications } from "./database/notifications.js";
import { openPool } from "./database/pool.js";
import { openPrisma } from "./database/prisma.js";
import { Books } from "./decisions/book.js";
import { Explanations } from "./decisions/explanations.js";
import { ensureInstallation, readAuthSecret } from "./installation.js";
import { Queue } from "./jobs/queue.js";
import { loadSample } from "./sample/sample.js";
import { makeSchema } from "./schema.js";
import { serve } from "./server.js";
import { say } from "./terminal.js";
import { keepWorker } from "./worker-process.js";

/** What has been started, to be stopped in the opposite order. */
const started: (() => Promise<void>)[] = [];
let isStopping = false;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop(0));
  // The port comes first: where it is taken, nothing else has been touched yet.
  const server = await listen(config);
  const databaseUrl = await openDatabase(config);
  const sql = openPool(databaseUrl, 20);
  started.push(() => sql.end());
  const notifications = new Notifications(databaseUrl);
  await notifications.open();
  started.push(() => notifications.close());
  const queue = await Queue.open(databaseUrl, false);
  started.push(() => queue.close());
  const explanations = new Explanations(sql);
  const app: App = {
    config,
    sql,
    prisma: openPrisma(sql),
    queue,
    notifications,
    explanations,
    books: new Books(sql),
  };

  await ensureInstallation(sql, config);
  await ensureSigningKey(sql);
  const admin = await ensureFirstAdmin(sql, config);
  const worker = keepWorker(config, databaseUrl);
  started.push(() => worker.stop());
  await loadSample(app);

  const auth = openAuth(config, app.prisma, await readAuthSecret(sql));
  const close = await serve(app, auth, authenticator(auth, sql), makeSchema(), server);
  started.push(close);
  say(`Ready: ${config.publicUrl}`);
  sayLogin(admin);
}

function sayLogin(admin: Awaited<ReturnType<typeof ensureFirstAdmin>>): void {
  if (!admin) return;
  say(`Sign in as ${admin.email}.`);
  if (admin.password === null) return;
  // A log is kept and read by many: the password goes to a person at a terminal, or stays in its file.
  if (process.stdout.isTTY) say(`Password: ${admin.password}`);
  if (admin.passwordFile) say(`The password is kept in ${admin.passwordFile}.`);
}

/** Listens at once and answers 503 until everything is up. */
async function listen({ host, port }: Config): Promise<Server> {
  const server = createServer((_request, response) => {
    response.writeHead(503, { "Content-Type": "text/plain", "Retry-After": "2" }).end("Starting.\n");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(new Error(describeListenError(error, host, port))),
    );
    server.listen(port, host, resolve);
  });
  started.push(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  return server;
}

function describeListenError({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === "EADDRINUSE")
    return `Port ${port} is in use: stop what listens there, or set PORT to another one.`;
  if (code === "EACCES") return `Port ${port} may not be used by this user: set PORT to 1024 or above.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") return `HOST ${host} is no address of this machine.`;
  return message;
}

async function openDatabase(config: Config): Promise<string> {
  const unlock = await lockDataDir(config.dataDir);
  started.push(unlock);
  let url = config.databaseUrl;
  if (url === null) {
    say("Starting PostgreSQL");
    const database = await startEmbedded(config.dataDir);
    started.push(() => database.stop());
    url = database.url;
  }
  let applied: string[];
  try {
    applied = await applyMigrations(url);
  } catch (error) {
    // Connection errors carry no address and no password in their message, but say nothing of where to look either.
    const { code, message } = error as NodeJS.ErrnoException;
    const isConnection = code !== undefined && /^(E[A-Z]+|28\w{3}|3D\w{3})$/.test(code);
    throw isConnection
      ? new Error(`The database at DATABASE_URL cannot be used (${message || code}).`)
      : error;
  }
  if (applied.length > 0)
    say(`Applied ${applied.length} database migration${applied.length === 1 ? "" : "s"}`);
  return url;
}

async function stop(code: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  if (code === 0) say("Stopping");
  for (const end of started.reverse()) {
    await end().catch((error: Error) => console.error(`While stopping: ${error.message}`));
  }
  process.exit(code);
}

main().catch(async (error: Error) => {
  if (isStopping) return; // what was under way ends in errors of its own
  const lines = error instanceof ConfigError ? error.faults : [error.message];
  for (const line of lines) console.error(line);
  await stop(1);
});
