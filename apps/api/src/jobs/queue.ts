import { randomUUID } from "node:crypto";
import type { TrainableName } from "@loan-recovery/ml-core/models/registry";
import type pg from "pg";
import { PgBoss } from "pg-boss";
import type { Actor } from "../access/actor.js";

export type JobKind = "IMPORT" | "TRAIN" | "DECIDE";

/** What each kind of job is told. */
export interface JobInputs {
  IMPORT: { datasetId: number };
  TRAIN: {
    book: "SAMPLE" | "REAL";
    classifier?: TrainableName;
    seed?: number;
    trees?: number;
    allowColumns?: string[];
    ignoreColumns?: string[];
    /** Promote the model at once where its verdict allows it: the sample portfolio does. */
    promote?: boolean;
  };
  DECIDE: { runId: number };
}

export const workQueue = "work";
export const deadQueue = "work-dead";

/** The queue of long work, kept in PostgreSQL by pg-boss. */
export class Queue {
  private constructor(readonly boss: PgBoss) {}

  /** @param supervise whether this process watches for jobs whose worker died */
  static async open(databaseUrl: string, supervise: boolean): Promise<Queue> {
    const boss = new PgBoss({
      connectionString: databaseUrl,
      application_name: "loan-recovery-queue",
      max: 3,
      schedule: false,
      supervise,
      superviseIntervalSeconds: 2,
      monitorIntervalSeconds: 2,
    });
    // A lost connection is reported here and opened again by pg-boss.
    boss.on("error", (error) => console.error(`Queue: ${error.message}`));
    await boss.start();
    await boss.createQueue(deadQueue);
    await boss.createQueue(workQueue, {
      heartbeatSeconds: 15,
      retryLimit: 3,
      retryDelay: 1,
      expireInSeconds: 12 * 3600,
      deadLetter: deadQueue,
    });
    return new Queue(boss);
  }

  /**
   * Adds a job in the transaction of `client`: it is there when, and only when, that commits.
   * @returns the job's id
   */
  async add<K extends JobKind>(
    client: pg.ClientBase,
    kind: K,
    input: JobInputs[K],
    actor: Actor,
  ): Promise<string> {
    const id = randomUUID();
    await client.query(
      "INSERT INTO job (id, kind, state, input, created_by) VALUES ($1, $2, 'QUEUED', $3, $4)",
      [id, kind, JSON.stringify(input), actor.name],
    );
    const executeSql = (text: string, values?: unknown[]) => client.query(text, values);
    await this.boss.send(workQueue, { jobId: id }, { db: { executeSql } });
    return id;
  }

  async close(): Promise<void> {
    await this.boss.stop({ graceful: false });
  }
}
