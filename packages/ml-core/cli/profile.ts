import type { Model } from "../src/models/model.ts";
import { openScorer } from "../src/pipeline.ts";
import { profileTable } from "../src/profile/profile.ts";
import type { TableProfile } from "../src/profile/profile-report.ts";
import type { Warning } from "../src/report.ts";
import { assignSegments, fitSegments } from "../src/segments/segmentation.ts";
import { roleOf } from "../src/table/roles.ts";
import type { Arguments } from "./arguments.ts";
import { checkedOptions, finish, readingWarnings, readModel } from "./common.ts";
import type { Console } from "./console.ts";
import { seedOf, threadCount } from "./data-options.ts";
import { Refusal } from "./exits.ts";
import type { ColumnOptions } from "./mapping.ts";
import { type Portfolio, readPortfolio } from "./portfolio.ts";
import { profileInWords } from "./profile-words.ts";
import { fileNames, outcomeOf, rejectsOf } from "./report.ts";
import { describeReading } from "./sentences.ts";
import { stopwatch } from "./stopwatch.ts";
import { trainOn } from "./training.ts";

/** Up to this many rows a model is trained to show risk; looking at more should not take a training. */
const trainedRows = 10_000;

/** What a model adds to the columns. */
interface Scored {
  readonly risk?: Float64Array;
  readonly segment?: Int32Array;
  readonly segmentNames: readonly string[];
  /** Where the risk comes from: the model's file, "this file" for one trained on the way, or null. */
  readonly riskFrom: string | null;
  readonly warnings: readonly Warning[];
}

/** `profile`: what the columns of a file look like, and what each tells of the outcome. */
export async function profile(args: Arguments, console: Console): Promise<void> {
  const options = checkedOptions(args);
  const model = args.values.model === undefined ? null : readModel(args.values.model);
  const watch = stopwatch();
  const portfolio = await readPortfolio(args.file, options, console);
  describeReading(portfolio, console);
  const read = watch.lap();
  const { risk, segment, segmentNames, riskFrom, warnings } =
    model === null
      ? await scoreWithOwnModel(portfolio, options, args, console)
      : await scoreBy(model, args.values.model, portfolio, threadCount(args));
  const score = watch.lap();
  const { table, label, groupKeys } = portfolio;
  const found = profileTable(
    table,
    { label, groupKeys, risk, segment },
    {
      ...{ segments: segmentNames, seed: seedOf(args) },
      onProgress: (fraction) => console.progress(fraction, "Looking at the columns"),
    },
  );
  const named = withFileNames(found, portfolio);
  const report = {
    formatVersion: 1,
    rows: portfolio.rowCount,
    rowsUsed: table.rowCount,
    rowsRejected: portfolio.rejectedRows,
    rejects: rejectsOf(portfolio),
    outcome: outcomeOf(portfolio, found.outcomeRate?.value ?? null),
    riskFrom,
    profile: named,
    warnings: [...readingWarnings(portfolio), ...warnings],
    seconds: { read, score, profile: watch.lap() },
  };
  for (const { message } of report.warnings) console.line(`note: ${message}`);
  finish(report, args, console, profileInWords(named));
}

async function scoreBy(
  model: Model,
  riskFrom: string | undefined,
  { table, groupKeys }: Portfolio,
  threads: number,
): Promise<Scored> {
  const scorer = await openScorer(model, threads);
  try {
    const scores = await scorer.score(table, groupKeys);
    const segmentNames = model.report.segments.map(({ name }) => name);
    return { ...scores, segmentNames, riskFrom: riskFrom ?? "this file", warnings: [] };
  } finally {
    await scorer.close();
  }
}

/** Out-of-bag scores of a model trained on the way where that takes seconds, otherwise segments alone. */
async function scoreWithOwnModel(
  portfolio: Portfolio,
  options: ColumnOptions,
  args: Arguments,
  console: Console,
): Promise<Scored> {
  const { rowCount } = portfolio.table;
  if (rowCount > trainedRows) {
    const message = `no risk is shown beside the columns of ${rowCount} rows; give a model of train with --model`;
    return segmentsAlone(portfolio, seedOf(args), { code: "no-risk", message });
  }
  try {
    const { model } = await trainOn(portfolio, options, args, console);
    return await scoreBy(model, undefined, portfolio, threadCount(args));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return segmentsAlone(portfolio, seedOf(args), { code: "no-risk", message: error.message });
  }
}

function segmentsAlone({ table }: Portfolio, seed: number, warning: Warning): Scored {
  const names = table.columns.map(({ name }) => name).filter((name) => roleOf(name) === "feature");
  const segmentation = fitSegments(table, names, seed);
  const common = { riskFrom: null, warnings: [warning] };
  if (segmentation === null) return { ...common, segmentNames: [] };
  return { ...common, segmentNames: segmentation.names, segment: assignSegments(segmentation, table) };
}

/** People look for the columns under the names that the file gives them. */
function withFileNames(found: TableProfile, portfolio: Portfolio): TableProfile {
  const named = fileNames(portfolio);
  return {
    ...found,
    columns: found.columns.map((column) => ({ ...column, column: named(column.column) })),
    correlations: { ...found.correlations, columns: found.correlations.columns.map(named) },
  };
}
