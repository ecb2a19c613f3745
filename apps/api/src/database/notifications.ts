import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

/** Channels that the program listens on, each with an id as its payload. */
export type Channel = "job" | "session_ended" | "active_run";
const channels: readonly Channel[] = ["job", "session_ended", "active_run"];

/** PostgreSQL's NOTIFY, on one connection of its own that is opened again when it breaks. */
export class Notifications {
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private client: pg.Client | null = null;
  private isClosed = false;

  constructor(private readonly databaseUrl: string) {}

  async open(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      application_name: "loan-recovery-listen",
    });
    client.on("notification", ({ channel, payload }) => this.emitter.emit(channel, payload ?? ""));
    client.on("error", () => {});
    client.on("end", () => void this.reopen());
    await client.connect();
    for (const channel of channels) await client.query(`LISTEN ${channel}`);
    this.client = client;
  }

  private async reopen(): Promise<void> {
    while (!this.isClosed) {
      try {
        await this.open();
        // What was sent meanwhile is lost: let every listener look for itself.
        for (const channel of channels) this.emitter.emit(channel, "");
        return;
      } catch {
        await sleep(1000);
      }
    }
  }

  /** Calls `listener` with each payload; an empty payload means "something may have changed". */
  on(channel: Channel, listener: (payload: string) => void): () => void {
    this.emitter.on(channel, listener);
    return () => this.emitter.off(channel, listener);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.client?.end();
  }
}
