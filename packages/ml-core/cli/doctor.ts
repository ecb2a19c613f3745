import { profileTable } from "../src/profile/profile.ts";
import { attribute, ignore } from "../src/table/mapping.ts";
import type { Role } from "../src/table/roles.ts";
import { roleOf } from "../src/table/roles.ts";
import type { Arguments } from "./arguments.ts";
import { reportOn } from "./commands.ts";
import { checkedOptions, finish } from "./common.ts";
import type { Console } from "./console.ts";
import { doctorInWords } from "./doctor-words.ts";
import { Refusal } from "./exits.ts";
import type { ColumnOptions } from "./mapping.ts";
import { type Portfolio, readPortfolio } from "./portfolio.ts";
import { outcomeOf, type Report, rejectsOf } from "./report.ts";
import { numbersOf, profileCommand, type Reproducible, trainCommand } from "./reproduce.ts";
import { stopwatch } from "./stopwatch.ts";
import { trainAndMeasure } from "./training.ts";

/** How a column of the file is understood. */
interface FoundColumn {
  readonly column: string;
  /** Our name for it; "attribute" for an extra one, "ignore" for one that is not read. */
  readonly target: string;
  readonly role: Role;
  readonly reason: string;
}

/** Rejects of one column, or of whole rows. */
interface RejectSummary {
  readonly column: string | null;
  readonly count: number;
  readonly firstRow: number;
  readonly reason: string;
}

/** What `doctor` finds. */
export interface Diagnosis {
  readonly formatVersion: 1;
  readonly rows: number;
  readonly rowsRejected: number;
  readonly rejects: Report["rejects"];
  readonly rejectSummary: readonly RejectSummary[];
  readonly mapping: readonly FoundColumn[];
  readonly outcome: Report["outcome"];
  /** What each value of the outcome is taken to mean. */
  readonly outcomeValues: Portfolio["mapping"]["outcomeValues"];
  readonly questions: Portfolio["questions"];
  readonly loans: { readonly finished: number; readonly open: number };
  /** The report of `train`; null where nothing can be learned, and `obstacle` says why and what to do. */
  readonly training: Report | null;
  readonly obstacle: string | null;
  /** The columns left out because they know the outcome, or are suspected to. */
  readonly leaks: Report["excluded"];
  readonly numbers: readonly Reproducible[];
}

/** `doctor`: what a data scientist checks before believing a file. */
export async function doctor(args: Arguments, console: Console): Promise<void> {
  const options = checkedOptions(args);
  const watch = stopwatch();
  const portfolio = await readPortfolio(args.file, options, console);
  const read = watch.lap();
  const { training, obstacle } = await trainingOf(portfolio, options, args, console, read);
  const finished = portfolio.label.reduce((count, label) => count + (label >= 0 ? 1 : 0), 0);
  const diagnosis: Diagnosis = {
    formatVersion: 1,
    rows: portfolio.rowCount,
    rowsRejected: portfolio.rejectedRows,
    rejects: rejectsOf(portfolio),
    rejectSummary: summarizeRejects(portfolio),
    mapping: columnsFound(portfolio),
    outcome: outcomeOf(portfolio, null),
    // Their counts are of a sample, which nobody should take for the file's.
    outcomeValues: portfolio.mapping.outcomeValues.map(({ value, outcome }) => ({ value, outcome })),
    questions: portfolio.questions.filter(({ code }) => !isAnswered(code, options)),
    loans: { finished, open: portfolio.label.length - finished },
    training,
    obstacle,
    leaks: (training?.excluded ?? []).filter(({ reason }) => /^(known|leak)/.test(reason)),
    numbers: [
      ...numbersOfFile(portfolio, args),
      ...(training === null ? [] : numbersOfTraining(training, args)),
    ],
  };
  finish(diagnosis, args, console, doctorInWords(diagnosis));
}

async function trainingOf(
  portfolio: Portfolio,
  options: ColumnOptions,
  args: Arguments,
  console: Console,
  read: number,
): Promise<Pick<Diagnosis, "training" | "obstacle">> {
  const watch = stopwatch();
  try {
    const trained = await trainAndMeasure(portfolio, options, args, console);
    const seconds = { read, train: watch.lap(), score: 0 };
    const training = reportOn(portfolio, trained, args, { warnings: [], policy: null, seconds });
    return { training, obstacle: null };
  } catch (error) {
    // That nothing can be learned is a finding, and the rest of the findings says why.
    if (error instanceof Refusal) return { training: null, obstacle: error.message };
    throw error;
  }
}

function columnsFound({ mapping, headers, suggested, setAside }: Portfolio): FoundColumn[] {
  return mapping.columns.map(({ index, target }) => {
    const column = headers[index];
    const proposed = suggested[index];
    const isOurs = target !== attribute && target !== ignore;
    const role = roleOf(isOurs ? target : column);
    const said = proposed.target === target ? proposed.explanation : "The options say so.";
    return { column, target, role, reason: setAside.get(index)?.detail ?? said };
  });
}

function isAnswered(code: Portfolio["questions"][number]["code"], options: ColumnOptions): boolean {
  if (code === "no-outcome") return options.target !== undefined;
  if (code === "outcome-values") return options.target !== undefined || options.positive.length > 0;
  if (code === "no-loan-id") return options.id !== undefined;
  if (code === "unclear-date") return options.date !== undefined;
  return code === "date-order" && options.dateOrder !== null;
}

function summarizeRejects({ rejects }: Portfolio): RejectSummary[] {
  const byColumn = new Map<string | null, RejectSummary>();
  for (const { row, column, reason, isWholeRow } of rejects) {
    const key = isWholeRow ? null : column;
    const known = byColumn.get(key);
    if (known === undefined) byColumn.set(key, { column: key, count: 1, firstRow: row, reason });
    else byColumn.set(key, { ...known, count: known.count + 1 });
  }
  return [...byColumn.values()].sort((a, b) => b.count - a.count);
}

/** The numbers that need no training, as `profile` has them. */
function numbersOfFile(portfolio: Portfolio, args: Arguments): Reproducible[] {
  const { table, label, groupKeys } = portfolio;
  const outcomes = profileTable({ rowCount: table.rowCount, columns: [] }, { label, groupKeys });
  const result = {
    rows: portfolio.rowCount,
    rowsRejected: portfolio.rejectedRows,
    outcome: outcomeOf(portfolio, null),
    profile: outcomes,
  };
  return numbersOf(profileCommand(args), result, [
    ["rows of the file", "rows"],
    ["rows rejected", "rowsRejected"],
    ["finished loans", "profile.resolved"],
    ["finished loans not recovered", "profile.notRecovered"],
    ...(result.outcome === null ? [] : [["open loans", "outcome.unresolved"] as const]),
  ]);
}

function numbersOfTraining(training: Report, args: Arguments): Reproducible[] {
  return numbersOf(trainCommand(args), training, [
    ["loans older than the horizon", "horizon.oldEnough"],
    ["loans too young for it", "horizon.tooYoung"],
    ["loans of unknown age", "horizon.unchecked"],
    ["loans to learn from", "rowsUsed"],
    ["honest ROC AUC", "metrics.rocAuc"],
    ["lower end of its 95 % interval", "metrics.rocAucLow"],
    ["upper end of its 95 % interval", "metrics.rocAucHigh"],
    ["ROC AUC with the leaks", "leakyMetrics.rocAuc"],
    ["log loss", "metrics.logLoss"],
    ["log loss of the base rate", "metrics.baselineLogLoss"],
    ["verdict", "verdict"],
    ["finished loans needed for an answer", "rowsNeeded"],
  ]);
}
