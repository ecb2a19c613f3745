import type { App } from "../context.js";
import { badInput } from "../graphql/errors.js";
import { findJob, type JobRow } from "./jobs.js";

type Watcher = Pick<App, "sql" | "notifications">;

/**
 * The job as it is now, then again whenever it changes, until it is finished or the reader goes.
 * @throws a GraphQL error where there is no such job
 */
export function watchJob(app: Watcher, id: string): AsyncIterableIterator<JobRow> {
  const wait = new Wait();
  const states = statesOf(app, id.toLowerCase(), wait);
  return {
    next: () => states.next(),
    // A generator hears of `return` only where it yields: one that waits for a change has to be woken first.
    return: () => {
      wait.end();
      return states.return(undefined);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* statesOf({ sql, notifications }: Watcher, id: string, wait: Wait): AsyncGenerator<JobRow> {
  // Listening comes before the first look: what changes in between is seen by the next one.
  const stopListening = notifications.on("job", (changed) => {
    if (changed === "" || changed === id) wait.notice();
  });
  try {
    do {
      const job = await findJob(sql, id);
      if (!job) throw badInput(`There is no job ${id}.`);
      yield job;
      if (job.finished_at !== null) return;
    } while (await wait.forChange());
  } finally {
    stopListening();
  }
}

/** Remembers whether something has changed since the last look, for the one who waits for it. */
class Wait {
  private hasChanged = false;
  private isOver = false;
  private wake = () => {};

  notice(): void {
    this.hasChanged = true;
    this.wake();
  }

  end(): void {
    this.isOver = true;
    this.wake();
  }

  /** Comes back at the next change, at once where there has been one; false: the wait is over. */
  async forChange(): Promise<boolean> {
    if (!this.hasChanged && !this.isOver) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    this.hasChanged = false;
    return !this.isOver;
  }
}
