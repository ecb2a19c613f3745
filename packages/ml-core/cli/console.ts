/** What the command line says: progress and words on stderr, one JSON object on stdout with --json. */
export interface Console {
  /** How far a long step is, from 0 to 1. On a terminal it stays on one line. */
  progress(fraction: number, message: string): void;
  /** A finished sentence for a person. */
  line(text: string): void;
  /**
   * What the command found: with --json the one object on stdout, otherwise the same in words, where there are any
   * that are not progress.
   */
  result(value: unknown, words?: string): void;
}

/** Into a file or a pipe, progress is one line for each tenth of a step. */
const tenth = 10;

/** @param options json: print results on stdout; quiet: say nothing on stderr but errors */
export function openConsole(options: { json: boolean; quiet: boolean }): Console {
  let shown = "";
  let onScreen = 0;
  const clear = () => {
    if (onScreen > 0) process.stderr.write(`\r${" ".repeat(onScreen)}\r`);
    onScreen = 0;
  };
  return {
    progress(fraction, message) {
      if (options.quiet) return;
      const isTerminal = process.stderr.isTTY;
      const percent = Math.floor(Math.min(1, Math.max(0, fraction)) * 100);
      const text = `${String(isTerminal ? percent : percent - (percent % tenth)).padStart(3)} % ${message}`;
      if (text === shown) return;
      shown = text;
      clear();
      process.stderr.write(isTerminal ? text : `${text}\n`);
      if (isTerminal) onScreen = text.length;
    },
    line(text) {
      clear();
      if (!options.quiet) process.stderr.write(`${text}\n`);
    },
    result(value, words) {
      clear();
      if (options.json) process.stdout.write(`${JSON.stringify(value)}\n`);
      else if (words !== undefined) process.stdout.write(`${words}\n`);
    },
  };
}
