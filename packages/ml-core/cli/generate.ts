import { setImmediate as nextTurn } from "node:timers/promises";
import { MessyWriter } from "../src/generator/messy.ts";
import {
  generatePortfolio,
  maxMonths,
  type PortfolioOptions,
  type PortfolioRow,
  portfolioHeader,
} from "../src/generator/portfolio.ts";
import { potentialRecovery, potentialTreatments } from "../src/generator/potential.ts";
import { dayOf } from "../src/table/calendar.ts";
import { type Arguments, required, share, wholeNumber } from "./arguments.ts";
import type { Console } from "./console.ts";
import { UsageError } from "./exits.ts";
import { OutputFile } from "./output-file.ts";
import { outputPath } from "./output-path.ts";
import { stopwatch } from "./stopwatch.ts";

/** Rows that are written between two looks at what else has happened, such as Ctrl-C. */
const rowsAtOnce = 10_000;

/**
 * `generate`: writes a made-up portfolio, and with --truth what is true of every loan beside its id and date.
 * Rows are written as they are made; nothing is kept.
 */
export async function generate(args: Arguments, console: Console): Promise<void> {
  const options = portfolioOptions(args);
  const lines = args.messy ? new MessyWriter(options.seed) : plainLines;
  const watch = stopwatch();
  const files: OutputFile[] = [];
  try {
    const out = open(files, outputPath(args, "out"));
    const truth = args.values.truth === undefined ? undefined : open(files, outputPath(args, "truth"));
    out.write(lines.heading);
    truth?.write(truthHeading);
    let made = 0;
    for (const row of generatePortfolio(options)) {
      out.write(lines.line(row.cells));
      truth?.write(truthLine(row));
      if (++made % rowsAtOnce !== 0) continue;
      console.progress(made / options.rows, "Writing loans");
      await nextTurn();
    }
    for (const file of files) file.finish();
    const write = watch.lap();
    const written = { out: out.path, truth: truth?.path ?? null };
    console.result({ formatVersion: 1, ...options, messy: args.messy, ...written, seconds: { write } });
    console.line(`${made} rows written to ${out.path} in ${write.toFixed(1)} s`);
  } finally {
    for (const file of files) file.abandon();
  }
}

const plainLines = {
  heading: `${portfolioHeader.join(",")}\n`,
  line: (cells: readonly string[]) => `${cells.join(",")}\n`,
};

const idPlace = portfolioHeader.indexOf("Loan_ID");
const datePlace = portfolioHeader.indexOf("As_Of_Date");

/** Of each treatment the true probability of recovery, of which a file only ever shows one outcome. */
const truthHeading = `${[
  "Loan_ID",
  "True_Probability",
  "As_Of_Date",
  ...potentialTreatments.map((name) => `Recovery_${name}`),
].join(",")}\n`;

function truthLine(row: PortfolioRow): string {
  let line = `${row.cells[idPlace]},${row.truth},${row.cells[datePlace]}`;
  for (const treatment of potentialTreatments) line += `,${potentialRecovery(row, treatment)}`;
  return `${line}\n`;
}

function open(files: OutputFile[], path: string): OutputFile {
  const file = new OutputFile(path);
  files.push(file);
  return file;
}

function portfolioOptions(args: Arguments): PortfolioOptions {
  required(args, "rows");
  const kind = args.values.kind ?? "history";
  if (kind !== "history" && kind !== "current") {
    throw new UsageError(`--kind is "${kind}": it must be history or current`);
  }
  const months = wholeNumber(args, "months", { low: 1, high: maxMonths, otherwise: 0 });
  if (months > 0 && args.values.kind !== undefined) {
    throw new UsageError("--months makes a book of finished and open loans: leave --kind out");
  }
  const asOf = args.values["as-of"];
  if (asOf !== undefined) checkDate(asOf);
  return {
    rows: wholeNumber(args, "rows", { low: 0, high: 100_000_000, otherwise: 0 }),
    seed: wholeNumber(args, "seed", { low: 0, high: Number.MAX_SAFE_INTEGER, otherwise: 42 }),
    kind,
    signal: share(args, "signal", 1),
    missing: share(args, "missing", 0.02),
    season: share(args, "season", 0),
    shock: share(args, "shock", 0),
    ...(months === 0 ? {} : { months }),
    ...(asOf === undefined ? {} : { asOf }),
  };
}

function checkDate(asOf: string): void {
  try {
    dayOf(asOf);
  } catch {
    throw new UsageError(`--as-of is "${asOf}": it must be a date such as 2026-06-30`);
  }
}
