import type pg from "pg";
import type { Actor } from "./access/actor.js";
import type { Config } from "./config.js";
import type { Notifications } from "./database/notifications.js";
import type { Prisma } from "./database/prisma.js";
import type { Books } from "./decisions/book.js";
import type { Explanations } from "./decisions/explanations.js";
import type { Queue } from "./jobs/queue.js";
import type { Loaders } from "./loaders.js";

/** What the whole process shares. */
export interface App {
  config: Config;
  sql: pg.Pool;
  prisma: Prisma;
  queue: Queue;
  notifications: Notifications;
  explanations: Explanations;
  books: Books;
}

/** What one GraphQL operation sees: the process, who is asking, and its own loaders. */
export interface Context extends App {
  actor: Actor | null;
  loaders: Loaders;
}

/** The context of an operation that has passed the permission table: somebody is asking. */
export interface SignedInContext extends Context {
  actor: Actor;
}
