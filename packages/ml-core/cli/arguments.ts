import { parseArgs } from "node:util";
import { UsageError } from "./exits.ts";

type Kind = "string" | "boolean";

/** Options that every command reading a CSV file takes. */
const dataOptions = {
  target: "string",
  positive: "string",
  id: "string",
  group: "string",
  ignore: "string",
  allow: "string",
  date: "string",
  "date-order": "string",
  threads: "string",
} as const satisfies Record<string, Kind>;

/** Options of every command that learns, from one classifier or several. */
const learnOptions = {
  ...dataOptions,
  seed: "string",
  settings: "string",
  "class-weight": "string",
  weight: "string",
} as const;

/** Options of the commands that train one classifier. */
const trainOptions = { ...learnOptions, classifier: "string" } as const;

/** Options of the commands that decide what to do about each loan. */
const decisionOptions = { policy: "string", reasons: "boolean" } as const;

const commonOptions = { json: "boolean", quiet: "boolean", help: "boolean" } as const satisfies Record<
  string,
  Kind
>;

/** Each command: whether it takes a CSV file (or what it takes instead), and the options that it takes besides the common ones. */
export const commands = {
  run: { file: true, options: { ...trainOptions, ...decisionOptions, out: "string", report: "string" } },
  train: { file: true, options: { ...trainOptions, model: "string", report: "string" } },
  score: {
    file: true,
    options: { ...dataOptions, ...decisionOptions, model: "string", out: "string", report: "string" },
  },
  profile: { file: true, options: { ...dataOptions, seed: "string", model: "string", report: "string" } },
  compare: {
    file: true,
    options: { ...learnOptions, classifiers: "string", report: "string" },
  },
  doctor: { file: true, options: { ...trainOptions, report: "string" } },
  drift: {
    file: false,
    options: { ...dataOptions, reference: "string", current: "string", model: "string", report: "string" },
  },
  "export-xgboost": { file: "a model file", options: { out: "string" } },
  "import-xgboost": {
    file: "a model that XGBoost saved as JSON",
    options: { model: "string", features: "string" },
  },
  generate: {
    file: false,
    options: {
      rows: "string",
      seed: "string",
      out: "string",
      truth: "string",
      kind: "string",
      signal: "string",
      missing: "string",
      months: "string",
      season: "string",
      shock: "string",
      messy: "boolean",
      "as-of": "string",
    },
  },
} as const satisfies Record<string, { file: boolean | string; options: Record<string, Kind> }>;

export type CommandName = keyof typeof commands;

/** A command line taken apart. Values are still text; the readers below check them. */
export interface Arguments {
  readonly command: CommandName;
  /** The file to read, mostly CSV; "" for a command that reads none. */
  readonly file: string;
  readonly values: Readonly<Record<string, string>>;
  /** Whether each score is written with its reasons. */
  readonly reasons: boolean;
  /** Whether generated rows are written as lenders' files are. */
  readonly messy: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly help: boolean;
}

/**
 * Takes the words after `loan-recovery` apart.
 * @throws UsageError for an unknown command or option, or a missing or second file
 */
export function parseCommandLine(argv: readonly string[]): Arguments {
  const [word = "", ...rest] = argv;
  if (!isCommand(word)) {
    const names = Object.keys(commands).join(", ");
    throw new UsageError(
      word === "" ? `name a command: ${names}` : `unknown command "${word}"; there are ${names}`,
    );
  }
  const kinds: Record<string, Kind> = { ...commands[word].options, ...commonOptions };
  const { values, positionals } = parsed(rest, kinds);
  const flag = (name: string) => values[name] === true;
  const texts = Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
  const help = flag("help");
  const { file: taken } = commands[word];
  const expected = taken === false ? 0 : 1;
  if (!help && positionals.length < expected)
    throw new UsageError(`${word} needs ${taken === true ? "a CSV file" : taken} to read`);
  if (!help && positionals.length > expected) {
    throw new UsageError(`${word} does not take "${positionals[expected]}"; quote a name that has spaces`);
  }
  const file = positionals[0] ?? "";
  const flags = {
    reasons: flag("reasons"),
    messy: flag("messy"),
    json: flag("json"),
    quiet: flag("quiet"),
    help,
  };
  return { command: word, file, values: texts, ...flags };
}

function isCommand(word: string): word is CommandName {
  return Object.hasOwn(commands, word);
}

function parsed(words: string[], kinds: Record<string, Kind>) {
  const options = Object.fromEntries(Object.entries(kinds).map(([name, type]) => [name, { type }]));
  try {
    return parseArgs({ args: words, options, allowPositionals: true, strict: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const unclear = /^Option '(--[\w-]+)' argument is ambiguous/.exec(error.message)?.[1];
    if (unclear !== undefined) {
      throw new UsageError(`${unclear} needs a value; one that begins with a dash is written ${unclear}=-1`);
    }
    // Node's first sentence says what is wrong; the rest is advice on its own syntax.
    throw new UsageError(error.message.split("\n")[0].replace(/\.( To specify a positional.*)?$/, ""));
  }
}

/** The text of an option that must be there. */
export function required(args: Arguments, name: string): string {
  const value = args.values[name];
  if (value === undefined || value === "") throw new UsageError(`${args.command} needs --${name}`);
  return value;
}

/** A comma-separated list; [] where the option is not given. */
export function list(args: Arguments, name: string): string[] {
  return (args.values[name] ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/** A whole number from `low` to `high`, or `otherwise` where the option is not given. */
export function wholeNumber(
  args: Arguments,
  name: string,
  bounds: { low: number; high: number; otherwise: number },
): number {
  const text = args.values[name];
  if (text === undefined) return bounds.otherwise;
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || value < bounds.low || value > bounds.high) {
    throw new UsageError(
      `--${name} is "${text}": it must be a whole number from ${bounds.low} to ${bounds.high}`,
    );
  }
  return value;
}

/** A number from 0 to 1, or `otherwise` where the option is not given. */
export function share(args: Arguments, name: string, otherwise: number): number {
  const text = args.values[name];
  if (text === undefined) return otherwise;
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!(value >= 0 && value <= 1))
    throw new UsageError(`--${name} is "${text}": it must be a number from 0 to 1`);
  return value;
}
