import type { Arguments } from "./arguments.ts";

/** A number, and how to have it again: a command, and where its JSON has the same value. */
export interface Reproducible {
  readonly name: string;
  readonly value: number | string | null;
  readonly command: string;
  /** Names joined by dots. */
  readonly field: string;
}

/** What `profile` and `train` take over from the options given. */
const shared = ["target", "positive", "id", "group", "ignore", "allow", "date", "date-order", "seed"];
const forTraining = [...shared, "classifier", "settings", "class-weight", "weight"];

/** `profile` of the same file, in the same understanding. */
export function profileCommand(args: Arguments): string {
  return ["npx loan-recovery profile", shellWord(args.file), ...repeated(args, shared), "--json"].join(" ");
}

/** `train` on the same file, in the same understanding. */
export function trainCommand(args: Arguments): string {
  const model = ["--model", "model.lrm", "--json"];
  return ["npx loan-recovery train", shellWord(args.file), ...repeated(args, forTraining), ...model].join(
    " ",
  );
}

function repeated(args: Arguments, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const value = args.values[name];
    if (value === undefined) return [];
    return value.startsWith("-") ? [`--${name}=${shellWord(value)}`] : [`--${name}`, shellWord(value)];
  });
}

function shellWord(text: string): string {
  return /^[\w./,:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Numbers of one command, from its own JSON. */
export function numbersOf(
  command: string,
  result: unknown,
  fields: readonly (readonly [name: string, field: string])[],
): Reproducible[] {
  return fields.map(([name, field]) => ({ name, value: valueAt(result, field), command, field }));
}

function valueAt(result: unknown, field: string): number | string | null {
  let value = result;
  for (const name of field.split(".")) {
    if (typeof value !== "object" || value === null) return null;
    value = Object.entries(value).find(([key]) => key === name)?.[1];
  }
  return typeof value === "number" || typeof value === "string" ? value : null;
}
