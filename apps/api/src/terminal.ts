/** One line for the person who started the program. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A line that is written over while work goes on; where nobody watches, only its end is written. */
export function progressLine(what: string): {
  update(fraction: number, message: string): void;
  done(): void;
} {
  const isWatched = process.stdout.isTTY;
  if (isWatched) process.stdout.write(`${what} …`);
  return {
    update(fraction, message) {
      if (!isWatched) return;
      const percent = `${Math.floor(fraction * 100)} %`.padStart(5);
      process.stdout.write(`\r\u001b[2K${what} ${percent}  ${message}`);
    },
    done() {
      process.stdout.write(`${isWatched ? "\r\u001b[2K" : ""}${what}: done\n`);
    },
  };
}
