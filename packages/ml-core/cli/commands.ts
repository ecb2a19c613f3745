import type { Model } from "../src/models/model.ts";
import { modelHash, serializeModel } from "../src/models/model-file.ts";
import { openScorer } from "../src/pipeline.ts";
import type { Warning } from "../src/report.ts";
import type { Policy } from "../src/strategy/policy.ts";
import { type Arguments, required } from "./arguments.ts";
import { checkedOptions, finish, policyOf, readingWarnings, readModel, refuseStrangers } from "./common.ts";
import type { Console } from "./console.ts";
import { threadCount } from "./data-options.ts";
import { decideLoans } from "./decisions.ts";
import { writeWhole } from "./output-file.ts";
import { outputPath } from "./output-path.ts";
import { type Portfolio, readPortfolio } from "./portfolio.ts";
import { openReasons } from "./reasons.ts";
import { makeReport, type Report, type RunFacts } from "./report.ts";
import { writeScored } from "./scored-file.ts";
import { describeReading, describeTraining } from "./sentences.ts";
import { stopwatch } from "./stopwatch.ts";
import { type MeasuredTraining, trainAndMeasure } from "./training.ts";

/** `run`: trains on the finished loans of a file and scores all of them. */
export async function run(args: Arguments, console: Console): Promise<void> {
  const out = outputPath(args, "out");
  const options = checkedOptions(args);
  const policy = policyOf(args);
  const watch = stopwatch();
  const portfolio = await readPortfolio(args.file, options, console);
  describeReading(portfolio, console);
  const read = watch.lap();
  const trained = await trainAndMeasure(portfolio, options, args, console);
  const train = watch.lap();
  const warnings = await score({ out, policy }, portfolio, trained.model, args, console);
  const report = reportOn(portfolio, trained, args, {
    ...{ warnings, policy },
    seconds: { read, train, score: watch.lap() },
  });
  describeTraining(report, console);
  finish(report, args, console);
  console.line(`${portfolio.table.rowCount} loans scored: ${out}`);
}

/** `train`: makes a model file. */
export async function train(args: Arguments, console: Console): Promise<void> {
  const path = outputPath(args, "model");
  const options = checkedOptions(args);
  const watch = stopwatch();
  const portfolio = await readPortfolio(args.file, options, console);
  describeReading(portfolio, console);
  const read = watch.lap();
  const trained = await trainAndMeasure(portfolio, options, args, console);
  writeWhole(path, serializeModel(trained.model));
  const report = reportOn(portfolio, trained, args, {
    ...{ warnings: [], policy: null },
    seconds: { read, train: watch.lap(), score: 0 },
  });
  describeTraining(report, console);
  finish(report, args, console);
  console.line(`model written: ${path}`);
}

/** `score`: scores a file with a model made by `train`. */
export async function scoreWithModel(args: Arguments, console: Console): Promise<void> {
  const out = outputPath(args, "out");
  const options = checkedOptions(args);
  const policy = policyOf(args);
  const model = readModel(required(args, "model"));
  const watch = stopwatch();
  const portfolio = await readPortfolio(args.file, options, console);
  describeReading(portfolio, console);
  refuseStrangers(args.file, portfolio, model);
  const read = watch.lap();
  const warnings = await score({ out, policy }, portfolio, model, args, console);
  const trained: MeasuredTraining = { model, rowsUsed: 0, horizon: null, warnings: [], importance: null };
  const report = reportOn(portfolio, trained, args, {
    ...{ warnings, policy },
    seconds: { read, train: 0, score: watch.lap() },
  });
  for (const { message } of report.warnings) console.line(`note: ${message}`);
  finish(report, args, console);
  console.line(`${portfolio.table.rowCount} loans scored: ${out}`);
}

async function score(
  { out, policy }: { readonly out: string; readonly policy: Policy },
  portfolio: Portfolio,
  model: Model,
  args: Arguments,
  console: Console,
): Promise<Warning[]> {
  console.line("scoring");
  const scorer = await openScorer(model, threadCount(args));
  const reasons = args.reasons ? openReasons(model, portfolio, threadCount(args)) : null;
  try {
    const scores = await scorer.score(portfolio.table, portfolio.groupKeys);
    const segmentNames = model.report.segments.map(({ name }) => name);
    const decided = decideLoans(policy, portfolio, scores.risk);
    await writeScored(out, portfolio, { scores, segmentNames, decided, reasons }, console);
    return [
      ...missingFeatures(portfolio, model),
      ...decided.warnings,
      ...(reasons?.isEmpty() === true ? [noReasons(model)] : []),
    ];
  } finally {
    await scorer.close();
    await reasons?.close();
  }
}

function missingFeatures({ table }: Portfolio, model: Model): Warning[] {
  const names = new Set(table.columns.map(({ name }) => name));
  const absent = model.report.features.filter((feature) => !names.has(feature));
  if (absent.length === 0) return [];
  const message = `the file lacks columns that the model learned from; they count as missing: ${absent.join(", ")}`;
  return [{ code: "missing-features", message }];
}

function noReasons({ classifier }: Model): Warning {
  const message = `a ${classifier} model cannot say why it scores a loan as it does: the reasons are empty`;
  return { code: "no-reasons", message };
}

/** The report of one file and one model. */
export function reportOn(
  portfolio: Portfolio,
  { model, rowsUsed, horizon, warnings, importance }: MeasuredTraining,
  args: Arguments,
  more: Pick<RunFacts, "warnings" | "policy" | "seconds">,
): Report {
  return makeReport(portfolio, model.report, {
    rowsUsed,
    horizon,
    importance,
    threads: threadCount(args),
    modelHash: modelHash(model),
    policy: more.policy,
    warnings: [...readingWarnings(portfolio), ...warnings, ...more.warnings],
    seconds: more.seconds,
  });
}
