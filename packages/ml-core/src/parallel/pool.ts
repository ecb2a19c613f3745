import { setImmediate as nextTurn } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { runTask, type TaskName, type Tasks } from "./tasks.ts";
import type { ReplyMessage, TaskMessage } from "./worker.ts";

/** Runs tasks on threads, or in this one. Which thread did a task never changes its result. */
export interface Pool {
  readonly threads: number;
  run<Name extends TaskName>(name: Name, input: Tasks[Name]["input"]): Promise<Tasks[Name]["output"]>;
  /** Ends the threads; tasks that are still running fail. */
  close(): Promise<void>;
}

/**
 * @param threads 1 works in this thread, more start as many workers at the first task
 * @throws RangeError when `threads` is not a whole number from 1 to 1024
 */
export function openPool(threads: number): Pool {
  if (!Number.isInteger(threads) || threads < 1 || threads > 1024) {
    throw new RangeError(`threads is ${threads}; it must be a whole number from 1 to 1024`);
  }
  return threads === 1 ? inProcessPool : new WorkerPool(threads);
}

const inProcessPool: Pool = {
  threads: 1,
  async run(name, input) {
    // Lets timers and sockets of the surrounding process breathe between tasks.
    await nextTurn();
    return runTask(name, input);
  },
  async close() {},
};

interface Job {
  readonly message: TaskMessage;
  resolve(output: Tasks[TaskName]["output"]): void;
  reject(error: Error): void;
}

interface Crew {
  readonly worker: Worker;
  job: Job | undefined;
}

// Sources run as they are under type stripping; the build has the compiled worker beside this file.
const workerFile = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);

class WorkerPool implements Pool {
  readonly threads: number;
  private readonly crews: Crew[] = [];
  private readonly queue: Job[] = [];
  private closed = false;

  constructor(threads: number) {
    this.threads = threads;
  }

  run<Name extends TaskName>(name: Name, input: Tasks[Name]["input"]): Promise<Tasks[Name]["output"]> {
    if (this.closed) return Promise.reject(new Error("the thread pool is closed"));
    return new Promise<Tasks[Name]["output"]>((resolve, reject) => {
      // The worker answers a task called `name` with that task's output: the one cast of the protocol.
      const settle = resolve as Job["resolve"];
      this.queue.push({ message: { name, input }, resolve: settle, reject });
      if (this.crews.length < this.threads && this.crews.every((crew) => crew.job !== undefined)) this.hire();
      this.dispatch();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    const crews = this.crews.splice(0);
    this.fail(crews, new Error("the thread pool was closed before the task was done"));
    await Promise.all(crews.map((crew) => crew.worker.terminate()));
  }

  private hire(): void {
    const crew: Crew = { worker: new Worker(workerFile), job: undefined };
    crew.worker.on("message", (reply: ReplyMessage) => this.finish(crew, reply));
    crew.worker.on("error", (error) =>
      this.abandon(error instanceof Error ? error : new Error(String(error))),
    );
    // A thread that waits for work must not keep the process alive.
    crew.worker.unref();
    this.crews.push(crew);
  }

  private dispatch(): void {
    for (const crew of this.crews) {
      if (crew.job !== undefined) continue;
      crew.job = this.queue.shift();
      if (crew.job === undefined) return;
      crew.worker.ref();
      crew.worker.postMessage(crew.job.message);
    }
  }

  private finish(crew: Crew, reply: ReplyMessage): void {
    const { job } = crew;
    crew.job = undefined;
    crew.worker.unref();
    if (job !== undefined) {
      if ("error" in reply) job.reject(new Error(`worker thread: ${reply.error}`));
      else job.resolve(reply.output);
    }
    this.dispatch();
  }

  /** A thread that died took its task with it (out of memory, most likely): everything waiting is told. */
  private abandon(error: Error): void {
    this.closed = true;
    const crews = this.crews.splice(0);
    this.fail(crews, error);
    for (const crew of crews) void crew.worker.terminate();
  }

  private fail(crews: readonly Crew[], error: Error): void {
    for (const crew of crews) crew.job?.reject(error);
    for (const job of this.queue.splice(0)) job.reject(error);
  }
}
