import { generatePortfolio, type PortfolioOptions, portfolioHeader } from "../src/generator/portfolio.ts";
import { dayOf } from "../src/table/calendar.ts";
import { type Arguments, required, share, wholeNumber } from "./arguments.ts";
import type { Console } from "./console.ts";
import { UsageError } from "./exits.ts";
import { OutputFile } from "./output-file.ts";
import { outputPath } from "./output-path.ts";

const rowsBetweenReports = 100_000;

/**
 * `generate`: writes a made-up portfolio, and with --truth the true probability of every loan beside its id.
 * Rows are written as they are made; nothing is kept.
 */
export function generate(args: Arguments, console: Console): void {
  const options = portfolioOptions(args);
  const loanId = portfolioHeader.indexOf("Loan_ID");
  const files: OutputFile[] = [];
  try {
    const out = open(files, outputPath(args, "out"));
    const truth = args.values.truth === undefined ? undefined : open(files, outputPath(args, "truth"));
    out.write(`${portfolioHeader.join(",")}\n`);
    truth?.write("Loan_ID,True_Probability\n");
    let made = 0;
    for (const row of generatePortfolio(options)) {
      out.write(`${row.cells.join(",")}\n`);
      truth?.write(`${row.cells[loanId]},${row.truth}\n`);
      made++;
      if (made % rowsBetweenReports === 0) console.progress(made / options.rows, "Writing loans");
    }
    for (const file of files) file.finish();
    console.result({ formatVersion: 1, ...options, out: out.path, truth: truth?.path ?? null });
    console.line(`${made} loans written to ${out.path}`);
  } finally {
    for (const file of files) file.abandon();
  }
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
  const asOf = args.values["as-of"];
  if (asOf !== undefined) checkDate(asOf);
  return {
    rows: wholeNumber(args, "rows", { low: 0, high: 100_000_000, otherwise: 0 }),
    seed: wholeNumber(args, "seed", { low: 0, high: Number.MAX_SAFE_INTEGER, otherwise: 42 }),
    kind,
    signal: share(args, "signal", 1),
    missing: share(args, "missing", 0.02),
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
