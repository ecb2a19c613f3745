import { takeRows } from "../src/features/columns.ts";
import { ClassifierRefusal } from "../src/models/classifier.ts";
import type { Model } from "../src/models/model.ts";
import { type TrainInput, type TrainOptions, train } from "../src/pipeline.ts";
import type { Warning } from "../src/report.ts";
import { countAtHorizon, type HorizonCounts, judgeAtHorizon } from "../src/table/horizon.ts";
import { horizonWarnings } from "../src/table/horizon-warnings.ts";
import { attribute } from "../src/table/mapping.ts";
import type { Arguments } from "./arguments.ts";
import type { Console } from "./console.ts";
import { classifierOf, seedOf, settingsOf, threadCount } from "./data-options.ts";
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

/** The finished loans of a file, as the trainer takes them. */
export interface FinishedLoans {
  readonly input: TrainInput;
  /** How old the loans are, and what that means for the training. */
  readonly horizon: HorizonCounts;
}

/** @throws Refusal where the file has no outcome, no finished loan or only one kind of them */
export function finishedLoans(portfolio: Portfolio, file: string): FinishedLoans {
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
  };
  return { input, horizon };
}

/** What the options say about the training, but for the classifier. */
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
    ignore: trainerNames(options.ignore, portfolio),
    onProgress: (fraction: number, message: string) => console.progress(fraction, message),
  };
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
  const { input, horizon } = finishedLoans(portfolio, args.file);
  const model = await trainOrRefuse(input, {
    ...commonTrainOptions(portfolio, options, args, console),
    classifier: classifierOf(args),
    settings: settingsOf(args),
  });
  return { model, rowsUsed: input.label.length, horizon, warnings: horizonWarnings(horizon) };
}

async function trainOrRefuse(input: TrainInput, options: TrainOptions): Promise<Model> {
  try {
    return await train(input, options);
  } catch (error) {
    if (error instanceof ClassifierRefusal) throw new Refusal(error.message);
    // The input is right by now, so what is out of range is a setting.
    if (error instanceof RangeError && Object.keys(options.settings ?? {}).length > 0) {
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
  throw new Refusal(
    `all ${rows.length} finished loans of ${file} are ${what}: there is nothing to tell apart. ` +
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
