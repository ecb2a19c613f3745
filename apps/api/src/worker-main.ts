import "reflect-metadata";
import { digestOlderRuns } from "./audit/decision-digests.js";
import { keepSealing } from "./audit/seal.js";
import type { Config } from "./config.js";
import type { App } from "./context.js";
import { Notifications } from "./database/notifications.js";
import { openPool } from "./database/pool.js";
import { openPrisma } from "./database/prisma.js";
import { Books } from "./decisions/book.js";
import { Explanations } from "./decisions/explanations.js";
import { startClock } from "./jobs/clock.js";
import { Queue } from "./jobs/queue.js";
import { work } from "./jobs/worker.js";

// The process that does the long work. Its parent sends the settings, so that no password stands in the environment
// or on the command line, and it ends with its parent, however that ends.
process.once("message", (message: { config: Config; databaseUrl: string }) => void start(message));
process.once("disconnect", () => process.exit(0));
process.once("SIGTERM", () => process.exit(0));
// A Ctrl-C reaches the whole group; the parent decides when this process ends.
process.on("SIGINT", () => {});

async function start({ config, databaseUrl }: { config: Config; databaseUrl: string }): Promise<void> {
  const sql = openPool(databaseUrl, 6);
  const app: App = {
    config,
    sql,
    prisma: openPrisma(sql),
    queue: await Queue.open(databaseUrl, true),
    notifications: new Notifications(databaseUrl),
    explanations: new Explanations(sql),
    books: new Books(sql),
  };
  keepSealing(sql);
  await digestOlderRuns(sql);
  await work(app);
  startClock(app);
  process.send?.("ready");
}
