import type { Reject } from "@loan-recovery/ml-core/table/row-reader";
import type pg from "pg";
import { CopyWriter, copyCell } from "../database/copy.js";

/** Rejects that are stored of one file; the rest is only counted. */
const mostStored = 1_000_000;

/**
 * Stores rejects while a file is read, on a connection of its own: they stay to be looked at where the import itself
 * is refused. Those of an earlier attempt are removed first.
 */
export class RejectWriter {
  /** All rejects, stored or not. */
  count = 0;
  private isFinished = false;

  private constructor(
    private readonly client: pg.PoolClient,
    private readonly copy: CopyWriter,
    private readonly datasetId: number,
  ) {}

  static async open(sql: pg.Pool, datasetId: number): Promise<RejectWriter> {
    const client = await sql.connect();
    await client.query("DELETE FROM dataset_reject WHERE dataset_id = $1", [datasetId]);
    const target = `dataset_reject (dataset_id, row_number, "column", value, reason, whole_row)`;
    return new RejectWriter(client, CopyWriter.open(client, target), datasetId);
  }

  add({ row, column, value, reason, isWholeRow }: Reject): void {
    this.count++;
    if (this.count > mostStored) return;
    const shown = value === null ? null : value.replaceAll("\u0000", "\ufffd").toWellFormed();
    const cells = [this.datasetId, row, column, shown, reason, isWholeRow];
    this.copy.addLine(cells.map(copyCell).join("\t"));
  }

  async flush(): Promise<void> {
    if (this.copy.isFull) await this.copy.flush();
  }

  /** Commits what was added. */
  async finish(): Promise<void> {
    await this.copy.end();
    this.isFinished = true;
  }

  /** Gives the connection back, or ends it in the middle of its COPY. */
  close(): void {
    this.client.release(this.isFinished ? undefined : true);
  }
}
