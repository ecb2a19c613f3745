import { closeSync, existsSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { Refusal } from "./exits.ts";

const bufferedCharacters = 1 << 20;

/**
 * A text file that is written in large pieces and appears under its name only when it is complete: until then
 * it is called `<path>.<process>.part`, so a run that fails leaves an earlier file of that name as it was.
 */
export class OutputFile {
  readonly path: string;
  private readonly writtenTo: string;
  private readonly descriptor: number;
  private pending = "";
  private isOpen = true;

  /** @throws Refusal when the file cannot be created */
  constructor(path: string) {
    this.path = path;
    // A device such as /dev/stdout cannot be renamed onto.
    const isSpecial = existsSync(path) && !statSync(path).isFile();
    this.writtenTo = isSpecial ? path : `${path}.${process.pid}.part`;
    this.descriptor = this.attempt(() => openSync(this.writtenTo, "w"));
    watch(this);
  }

  write(text: string): void {
    this.pending += text;
    if (this.pending.length >= bufferedCharacters) this.flush();
  }

  writeBytes(bytes: Uint8Array): void {
    this.flush();
    this.writeAll(bytes);
  }

  /** Puts the complete file in place. */
  finish(): void {
    this.flush();
    closeSync(this.descriptor);
    this.isOpen = false;
    unwatch(this);
    if (this.writtenTo === this.path) return;
    try {
      this.attempt(() => renameSync(this.writtenTo, this.path));
    } catch (error) {
      rmSync(this.writtenTo, { force: true });
      throw error;
    }
  }

  /** Removes what was written, if the file was not finished. */
  abandon(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    unwatch(this);
    closeSync(this.descriptor);
    if (this.writtenTo !== this.path) rmSync(this.writtenTo, { force: true });
  }

  private flush(): void {
    if (this.pending === "") return;
    const bytes = Buffer.from(this.pending, "utf8");
    this.pending = "";
    this.writeAll(bytes);
  }

  private writeAll(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; )
      from += this.attempt(() => writeSync(this.descriptor, bytes, from));
  }

  private attempt<T>(step: () => T): T {
    try {
      return step();
    } catch (error) {
      throw new Refusal(
        `cannot write ${this.path}: ${reasonOf(error)}. Choose a folder that exists, is writable and has room`,
      );
    }
  }
}

const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const unfinished = new Set<OutputFile>();

/** Ctrl-C leaves no half file behind: who writes for long lets the process look for it between pieces. */
function watch(file: OutputFile): void {
  if (unfinished.size === 0) for (const signal of endings) process.on(signal, abandonAll);
  unfinished.add(file);
}

function unwatch(file: OutputFile): void {
  unfinished.delete(file);
  if (unfinished.size === 0) for (const signal of endings) process.off(signal, abandonAll);
}

/** With the last file the handlers are gone, and the signal, sent again, ends the process as it would have. */
function abandonAll(signal: NodeJS.Signals): void {
  for (const file of [...unfinished]) file.abandon();
  process.kill(process.pid, signal);
}

/** Writes one file at once. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const file = new OutputFile(path);
  try {
    if (typeof content === "string") file.write(content);
    else file.writeBytes(content);
    file.finish();
  } finally {
    file.abandon();
  }
}

/** The system's reason in words, without the stack. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "there is no such file or folder";
  if (code === "EACCES" || code === "EPERM") return "permission denied";
  if (code === "EISDIR") return "it is a folder";
  if (code === "ENOTDIR") return "a folder in its path is a file";
  if (code === "ENOSPC") return "the disk is full";
  return error.message;
}
