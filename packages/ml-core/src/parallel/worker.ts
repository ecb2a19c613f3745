import { parentPort } from "node:worker_threads";
import { runTask, type TaskName, type Tasks } from "./tasks.ts";

/** What the pool sends. */
export interface TaskMessage {
  readonly name: TaskName;
  readonly input: Tasks[TaskName]["input"];
}

/** What comes back: exactly one per message, in order. */
export type ReplyMessage = { readonly output: Tasks[TaskName]["output"] } | { readonly error: string };

const port = parentPort;
if (port === null) throw new Error("worker.ts is started by pool.ts and does nothing on its own");

port.on("message", (message: TaskMessage) => {
  void reply(message).then((answer) => port.postMessage(answer));
});

async function reply({ name, input }: TaskMessage): Promise<ReplyMessage> {
  try {
    return { output: await runTask(name, input) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
