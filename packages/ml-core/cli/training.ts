import { type ModelImportance, measureImportance } from "../src/explanation/importance.ts";
import { takeRows } from "../src/features/columns.ts";
import { ClassifierRefusal } from "../src/models/classifier.ts";
import type { Model } from "../src/models/model.ts";
import { openScorer, type TrainInput, train } from "../src/pipeline.ts";
import type { Warning } from "../src/report.ts";
import { countAtHorizon, type HorizonCounts, judgeAtHorizon } from "../src/table/horizon.ts";
import { horizonWarnings } from "../src/table/horizon-warnings.ts";
import { attribute } from "../src/table/mapping.ts";
import { findColumn } from "../src/table/table.ts";
import type { Arguments } from "./arguments.ts";
import type { Console } from "./console.ts";
import { classifierOf, classWeightsOf, seedOf, settingsOf, threadCount } from "./data-options.ts";
import { Refusal, UsageError } from "./exits.ts";
import { type ColumnOptions, columnIndex } from "./mapping.ts";
import type { Portfolio } from "./portfolio.ts";

export interface Trained {
  readonly model: Model;
  readonly rowsUsed: number;
  /** Null where nothing was trained. */
  readonly horizon: HorizonCounts | null;
  readonly warnings: readonly Warning[];
}

/** A model, and how much each of its columns matters. */
export interface MeasuredTraining extends Trained {
  /** Null where nothing was trained, or nothing could be learned. */
  readonly importance: ModelImportance | null;
}

/** The finished loans of a file, as the trainer takes them. */
export interface FinishedLoans {
  readonly input: TrainInput;
  /** How old the loans are, and what that means for the training. */
  readonly horizon: HorizonCounts;
}

/** @throws Refusal where the file has no outcome, no finished loan or only one kind of them */
export function finishedLoans(portfolio: Portfolio, args: Arguments): FinishedLoans {
  const { file } = args;
  refuseWithoutOutcome(file, portfolio);
  const { label, ...judged } = judgeAtHorizon(portfolio);
  const horizon = countAtHorizon(judged, portfolio.asOfDays);
  const rows = Uint32Array.from(label.keys()).filter((row) => label[row] >= 0);
  if (rows.length === 0) {
    throw new Refusal(
      `none of the ${portfolio.table.rowCount} loans of ${file} is finished: there is nothing to learn from. ` +
        "Train on past loans (train), then score these (score)",
    );
  }
  refuseOneClass(file, rows, label);
  const input = {
    table: takeRows(portfolio.table, rows),
    label: Uint8Array.from(rows, (row) => label[row]),
    groupKeys: Float64Array.from(rows, (row) => portfolio.groupKeys[row]),
    asOfDays: Float64Array.from(rows, (row) => portfolio.asOfDays[row]),
    ...weightsOf(portfolio, args, rows),
  };
  return { input, horizon };
}

/**
 * The weights in the column that --weight names, for the given rows.
 * @throws Refusal for the first row whose weight is not a positive number
 */
function weightsOf(portfolio: Portfolio, args: Arguments, rows: Uint32Array): Pick<TrainInput, "weights"> {
  const name = args.values.weight;
  if (name === undefined) return {};
  const [own] = trainerNames([name], portfolio);
  const column = own === undefined ? undefined : findColumn(portfolio.table, own);
  if (column?.kind !== "number") throw new Refusal(`"${name}" holds no numbers, and cannot be the --weight`);
  const weights = Float64Array.from(rows, (row) => column.values[row]);
  const wrong = weights.findIndex((weight) => !(weight > 0 && weight < Number.POSITIVE_INFINITY));
  if (wrong < 0) return { weights };
  const value = Number.isNaN(weights[wrong]) ? "missing" : String(weights[wrong]);
  const row = portfolio.rowNumbers[rows[wrong]];
  throw new Refusal(
    `the --weight of row ${row} is ${value}: each must be a positive number. Mend "${name}", or take the rows out`,
  );
}

/** What the options say about the training, but for the classifier. A weight is no property of a loan. */
export function commonTrainOptions(
  portfolio: Portfolio,
  options: ColumnOptions,
  args: Arguments,
  console: Console,
) {
  return {
    seed: seedOf(args),
    threads: threadCount(args),
    allow: trainerNames(options.allow, portfolio),
    ignore: trainerNames(
      [...options.ignore, ...(args.values.weight === undefined ? [] : [args.values.weight])],
      portfolio,
    ),
    settings: settingsOf(args),
    classWeights: classWeightsOf(args),
    onProgress: (fraction: number, message: string) => console.progress(fraction, message),
  };
}

/**
 * Trains on the finished loans of a file, and measures how much each column matters.
 * @throws as `trainOn` does
 */
export async function trainAndMeasure(
  portfolio: Portfolio,
  options: ColumnOptions,
  args: Arguments,
  console: Console,
): Promise<MeasuredTraining> {
  const loans = finishedLoans(portfolio, args);
  const trained = await fitOn(loans, portfolio, options, args, console);
  console.line("measuring how much each column matters");
  const threads = threadCount(args);
  const scorer = await openScorer(trained.model, threads);
  try {
    return {
      ...trained,
      importance: await measureImportance(trained.model, loans.input, scorer, threads),
    };
  } finally {
    await scorer.close();
  }
}

/**
 * Trains on the finished loans of a file.
 * @throws Refusal where the file has no outcome, no finished loan or only one kind of them, or is not for the chosen
 *   classifier
 * @throws UsageError where the classifier or one of its settings is wrong
 */
export async function trainOn(
  portfolio: Portfolio,
  options: ColumnOptions,
  args: Arguments,
  console: Console,
): Promise<Trained> {
  return fitOn(finishedLoans(portfolio, args), portfolio, options, args, console);
}

async function fitOn(
  { input, horizon }: FinishedLoans,
  portfolio: Portfolio,
  options: ColumnOptions,
  args: Arguments,
  console: Console,
): Promise<Trained> {
  const model = await orRefuse(args, () =>
    train(input, {
      ...commonTrainOptions(portfolio, options, args, console),
      classifier: classifierOf(args),
    }),
  );
  return { model, rowsUsed: input.label.length, horizon, warnings: horizonWarnings(horizon) };
}

/**
 * @throws Refusal where the rows are not for the classifier
 * @throws UsageError where a setting is wrong
 */
export async function orRefuse<T>(args: Arguments, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ClassifierRefusal) throw new Refusal(error.message);
    // The input is right by now, so what is out of range is a setting.
    if (error instanceof RangeError && args.values.settings !== undefined) {
      throw new UsageError(`--settings: ${error.message}`);
    }
    throw error;
  }
}

function refuseWithoutOutcome(file: string, { mapping, headers }: Portfolio): void {
  if (mapping.columns.some(({ target }) => target === "Recovery_Status")) return;
  throw new Refusal(
    `no column of ${file} says what became of the loans; name it with --target. Its columns: ${headers.join(", ")}`,
  );
}

function refuseOneClass(file: string, rows: Uint32Array, label: Int8Array): void {
  const ones = rows.reduce((count, row) => count + label[row], 0);
  if (ones > 0 && ones < rows.length) return;
  const what = ones > 0 ? "not recovered" : "recovered";
  const who =
    rows.length === 1
      ? `the one finished loan of ${file} is`
      : `all ${rows.length} finished loans of ${file} are`;
  throw new Refusal(
    `${who} ${what}: there is nothing to tell apart. ` +
      "Add loans that ended otherwise, or say with --positive which values mean not recovered",
  );
}

/** Options name columns as the file does; the table has our names for those that it knows. */
export function trainerNames(names: readonly string[], { mapping, headers, table }: Portfolio): string[] {
  const known = new Set(table.columns.map(({ name }) => name));
  return names
    .map((name) => {
      const index = columnIndex(name, mapping.columns, headers);
      const target = mapping.columns.find((column) => column.index === index)?.target;
      return target === undefined || target === attribute ? headers[index] : target;
    })
    .filter((name) => known.has(name));
}
