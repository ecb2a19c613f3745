import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What one call of the command line left behind. */
export interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own in which the command line runs as a process. */
export interface Workspace {
  readonly folder: string;
  call(...words: string[]): Promise<Called>;
  /** A call whose standard output is closed before anything is written to it. */
  callUnread(...words: string[]): Promise<Called>;
  /** Starts one and does not wait for it. */
  start(...words: string[]): ChildProcess;
  /** Many command lines one after the other in one process, which starts faster than one for each. */
  callAll(lines: readonly (readonly string[])[]): Promise<Called[]>;
  write(name: string, content: string | Uint8Array): void;
  read(name: string): string;
  /** The names of all files, sorted. */
  files(): string[];
  remove(): void;
}

const main = new URL("../main.ts", import.meta.url).href;

/** Like bin/loan-recovery.js, but without a build. */
const entry = `import { main } from ${JSON.stringify(main)};
process.exitCode = await main(process.argv.slice(2));
`;

/** Writes what each command line said and its exit code, as JSON. */
const batch = `import { readFileSync } from "node:fs";
import { main } from ${JSON.stringify(main)};
const print = process.stdout.write.bind(process.stdout);
const results = [];
for (const words of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"])
    process[stream].write = (text) => Boolean((said[stream] += text));
  results.push({ code: await main(words), ...said });
}
print(JSON.stringify(results));
`;

export function openWorkspace(): Workspace {
  const home = mkdtempSync(join(tmpdir(), "loan-recovery-cli-"));
  const folder = mkdtempSync(join(home, "work-"));
  const [program, many, list] = ["loan-recovery.mjs", "many.mjs", "list.json"].map((name) =>
    join(home, name),
  );
  writeFileSync(program, entry);
  writeFileSync(many, batch);
  return {
    folder,
    call: (...words) => run(program, words, folder),
    callUnread: (...words) => run(program, words, folder, (child) => child.stdout?.destroy()),
    start: (...words) => spawn(process.execPath, [program, ...words], { cwd: folder, stdio: "ignore" }),
    async callAll(lines) {
      writeFileSync(list, JSON.stringify(lines));
      const { stdout, stderr } = await run(many, [list], folder);
      if (stderr !== "") throw new Error(stderr);
      return JSON.parse(stdout);
    },
    write: (name, content) => writeFileSync(join(folder, name), content),
    read: (name) => readFileSync(join(folder, name), "utf8"),
    files: () => readdirSync(folder).sort(),
    remove: () => rmSync(home, { recursive: true }),
  };
}

function run(
  program: string,
  words: readonly string[],
  cwd: string,
  onStart?: (child: ChildProcess) => void,
): Promise<Called> {
  return new Promise((done) => {
    const options = { cwd, maxBuffer: 1 << 26 };
    const child = execFile(process.execPath, [program, ...words], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      done({ code, stdout, stderr });
    });
    onStart?.(child);
  });
}

/** A CSV text without quoting, taken apart: the header's names, and the rows as cells by those names. */
export function cellsOf(text: string): Record<string, string>[] {
  const [header, ...rows] = text.trimEnd().split("\n");
  const names = header.split(",");
  return rows.map((row) => Object.fromEntries(row.split(",").map((cell, i) => [names[i], cell])));
}

/** A file of loans whose outcome follows `x` seven times out of ten; `y` and `z` say nothing. */
export function weakLoans(rows: number): { text: string; label: number[] } {
  let state = 12345;
  const uniform = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) / (1 << 24);
  };
  const label: number[] = [];
  const lines = Array.from({ length: rows }, (_, i) => {
    const x = uniform();
    label.push(x > 0.5 === uniform() < 0.7 ? 1 : 0);
    return `A-${i},${x.toFixed(4)},${uniform().toFixed(4)},${uniform().toFixed(4)},${label[i]}`;
  });
  return { text: `ref,x,y,z,flag\n${lines.join("\n")}\n`, label };
}

/** The share of pairs of a one and a zero in which the one has the higher score; ties count half. */
export function rocAuc(scores: readonly number[], label: readonly number[]): number {
  const of = (wanted: number) => scores.filter((_, i) => label[i] === wanted);
  const [ones, zeros] = [of(1), of(0)];
  const wins = ones.map((one) =>
    zeros.reduce((sum, zero) => sum + (one > zero ? 1 : one === zero ? 0.5 : 0), 0),
  );
  return wins.reduce((sum, count) => sum + count, 0) / (ones.length * zeros.length);
}
