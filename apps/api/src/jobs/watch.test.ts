import "reflect-metadata";
import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import type { App } from "../context.js";
import type { JobRow } from "./jobs.js";
import { watchJob } from "./watch.js";

const id = "0b0e7f5a-3c1d-4e55-9a51-0f6f1c7d2e3b";
type Watcher = Pick<App, "sql" | "notifications">;

/** One job in memory. `duringLook` runs after the row was read and before it arrives, as a change by a worker may. */
class OneJob {
  readonly emitter = new EventEmitter();
  row: Partial<JobRow> | null = { id, state: "RUNNING", progress: 0, finished_at: null };
  looks = 0;
  duringLook = () => {};

  readonly app = {
    sql: {
      query: async () => {
        this.looks++;
        const rows = this.row ? [{ ...this.row }] : [];
        this.duringLook();
        return { rows };
      },
    },
    notifications: {
      on: (channel: string, listener: (payload: string) => void) => {
        this.emitter.on(channel, listener);
        return () => this.emitter.off(channel, listener);
      },
    },
  } as unknown as Watcher;

  get listeners(): number {
    return this.emitter.listenerCount("job");
  }

  change(change: Partial<JobRow>, payload = id): void {
    this.row = { ...this.row, ...change };
    this.emitter.emit("job", payload);
  }
}

const nextOf = async (states: AsyncIterator<JobRow>) => {
  const { done, value } = await states.next();
  return done ? "end" : value.progress;
};

test("tells the present state first, then each change, and ends with the job", async () => {
  const job = new OneJob();
  const states = watchJob(job.app, id);
  expect(await nextOf(states)).toBe(0);
  const next = nextOf(states);
  job.change({ progress: 0.5 });
  expect(await next).toBe(0.5);
  job.change({ progress: 1, state: "SUCCEEDED", finished_at: new Date() });
  expect(await nextOf(states)).toBe(1);
  expect(await nextOf(states)).toBe("end");
  expect(job.listeners).toBe(0);
});

test("a job that is already finished is told once", async () => {
  const job = new OneJob();
  job.row = { ...job.row, progress: 1, finished_at: new Date() };
  const seen: number[] = [];
  for await (const { progress } of watchJob(job.app, id)) seen.push(progress);
  expect(seen).toEqual([1]);
  expect(job.listeners).toBe(0);
});

test("a change between the first look and its answer is not missed", async () => {
  const job = new OneJob();
  job.duringLook = () => {
    job.duringLook = () => {};
    job.change({ progress: 0.9 });
  };
  const states = watchJob(job.app, id);
  expect(await nextOf(states)).toBe(0);
  expect(await nextOf(states)).toBe(0.9);
});

test("looks again where the payload is empty, and not for another job", async () => {
  const job = new OneJob();
  const states = watchJob(job.app, id.toUpperCase());
  await states.next();
  const next = nextOf(states);
  job.change({ progress: 0.3 }, "another");
  await new Promise(setImmediate);
  expect(job.looks).toBe(1);
  job.change({ progress: 0.4 }, "");
  expect(await next).toBe(0.4);
});

test("a reader who goes while nothing happens leaves no listener behind", async () => {
  const job = new OneJob();
  const states = watchJob(job.app, id);
  await states.next();
  const waiting = states.next();
  await new Promise(setImmediate);
  expect(job.listeners).toBe(1);
  expect(await states.return!()).toEqual({ done: true, value: undefined });
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(job.listeners).toBe(0);
});

test("an unknown job is an error and leaves no listener behind", async () => {
  const job = new OneJob();
  job.row = null;
  await expect(watchJob(job.app, id).next()).rejects.toThrow(`There is no job ${id}.`);
  await expect(watchJob(job.app, "x' OR true").next()).rejects.toThrow("There is no job");
  expect(job.listeners).toBe(0);
});
