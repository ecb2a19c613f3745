import { once } from "node:events";
import type pg from "pg";
import {
  type CopyStreamQuery,
  type CopyToStreamQuery,
  from as copyFrom,
  to as copyTo,
} from "pg-copy-streams";

const flushAt = 256 * 1024;

/** Writes rows by COPY in PostgreSQL's text format, with backpressure. */
export class CopyWriter {
  private text = "";
  private failure: Error | undefined;
  rows = 0;

  private constructor(private readonly stream: CopyStreamQuery) {
    stream.on("error", (error) => {
      this.failure = error;
    });
  }

  /** @param target a table with its columns in brackets, for example `loan (id, book)` */
  static open(client: pg.ClientBase, target: string): CopyWriter {
    return new CopyWriter(client.query(copyFrom(`COPY ${target} FROM STDIN`)));
  }

  /** Adds one row of cells already made by `copyCell`, joined by tabs, without the line end. */
  addLine(line: string): void {
    this.text += line;
    this.text += "\n";
    this.rows++;
  }

  /** Whether `flush` is due: callers check it after each row and await only then. */
  get isFull(): boolean {
    return this.text.length >= flushAt;
  }

  async flush(): Promise<void> {
    if (this.failure) throw this.failure;
    const text = this.text;
    this.text = "";
    if (text === "" || this.stream.write(text)) return;
    // The loser of the race must stop listening: a long COPY waits many times.
    const waiting = new AbortController();
    const { signal } = waiting;
    try {
      await Promise.race([once(this.stream, "drain", { signal }), this.broken(signal)]);
    } finally {
      waiting.abort();
    }
  }

  /** Sends what is left and waits until the server has taken it. */
  async end(): Promise<void> {
    await this.flush();
    this.stream.end();
    if (!this.stream.writableFinished) await once(this.stream, "finish");
  }

  /** Takes back what was sent, so that the connection can be used again, for example to roll back. */
  async abort(): Promise<void> {
    if (this.stream.destroyed || this.stream.writableFinished || this.failure) return;
    const closed = once(this.stream, "close");
    closed.catch(() => {});
    this.stream.destroy(new Error("The COPY was given up."));
    await closed.catch(() => {});
  }

  private async broken(signal: AbortSignal): Promise<never> {
    const [error] = await once(this.stream, "close", { signal });
    throw this.failure ?? error ?? new Error("The database closed the connection during COPY.");
  }
}

/** One cell in COPY's text format: null is \N; tab, line ends and backslash are escaped. */
export function copyCell(value: string | number | boolean | null): string {
  if (value === null || (typeof value === "number" && Number.isNaN(value))) return "\\N";
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "t" : "f";
  return /[\\\t\n\r]/.test(value) ? value.replace(/[\\\t\n\r]/g, escapeCharacter) : value;
}

function escapeCharacter(character: string): string {
  if (character === "\t") return "\\t";
  if (character === "\n") return "\\n";
  if (character === "\r") return "\\r";
  return "\\\\";
}

/** The bytes of `COPY (query) TO STDOUT WITH (options)`, streamed. */
export function copyOut(client: pg.ClientBase, query: string, options = "FORMAT text"): CopyToStreamQuery {
  return client.query(copyTo(`COPY (${query}) TO STDOUT WITH (${options})`));
}

/** The lines of a COPY in text format, as many at a time as arrive together. Cells are parted by tabs. */
export async function* copiedLines(stream: CopyToStreamQuery): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split("\n");
    rest = lines.pop()!;
    yield lines;
  }
}

/** Undoes the escapes of a cell that is not null. */
export function readCopied(cell: string): string {
  if (!cell.includes("\\")) return cell;
  return cell.replace(/\\(.)/g, (_, character: string) => escapes[character] ?? character);
}

const escapes: Record<string, string> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v" };
