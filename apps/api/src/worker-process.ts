import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Config } from "./config.js";

const entry = fileURLToPath(new URL("worker-main.js", import.meta.url));
const restartAfter = 1000;

/** Keeps one worker process running until `stop`. A job whose worker dies is taken up again by the next one. */
export function keepWorker(config: Config, databaseUrl: string): { stop(): Promise<void> } {
  let child: ChildProcess | null = null;
  let isStopping = false;
  function start(): void {
    child = fork(entry, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    child.send({ config, databaseUrl });
    child.once("exit", (code, signal) => {
      if (isStopping) return;
      console.error(`The worker process ended (${signal ?? code}); starting another.`);
      setTimeout(() => !isStopping && start(), restartAfter);
    });
  }
  start();
  return {
    async stop() {
      isStopping = true;
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const exited = new Promise((resolve) => child!.once("exit", resolve));
      child.kill("SIGTERM");
      await exited;
    },
  };
}
