import { findCanonicalByPlainName } from "../table/roles.ts";
import type { Column } from "../table/table.ts";

/** A cell as a person would read it; null where it is missing. */
export type CellValue = number | string | null;

const format = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const small = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

/** "2,300", "0.43", "0.00125": grouped, at most two decimals, more only where nothing else would be left. */
export function numberText(value: number): string {
  return Math.abs(value) < 1 ? small.format(value) : format.format(value);
}

/** How a canonical column's value is said. `words` is the column's name in a sentence. */
type Say = (value: string, amount: number) => string;

function counted(one: string, many: string, none: string): Say {
  return (value, amount) => (amount === 0 ? none : amount === 1 ? `1 ${one}` : `${value} ${many}`);
}

const sayings: { readonly [column: string]: Say } = {
  Num_Missed_Payments: counted("missed payment", "missed payments", "No missed payments"),
  Days_Past_Due: counted("day past due", "days past due", "Not past due"),
  Num_Dependents: counted("dependent", "dependents", "No dependents"),
  Collection_Attempts: counted("collection attempt", "collection attempts", "No collection attempts"),
  Loan_Tenure: (value, amount) => `Loan tenure ${value} ${amount === 1 ? "month" : "months"}`,
  Interest_Rate: (value) => `Interest rate ${value} %`,
};

const names: { readonly [column: string]: string } = {
  Num_Missed_Payments: "Missed payments",
  Num_Dependents: "Dependents",
  Monthly_EMI: "Monthly instalment",
  Outstanding_Loan_Amount: "Outstanding amount",
};

/**
 * A column's name in words: "Monthly income" for Monthly_Income; foreign names keep their spelling but for
 * underscores and a capital at the start.
 */
export function nameOf(feature: string): string {
  const canonical = findCanonicalByPlainName(feature)?.name;
  if (canonical !== undefined)
    return names[canonical] ?? capitalised(canonical.replaceAll("_", " ").toLowerCase());
  return capitalised(feature.replace(/_+/g, " ").trim());
}

/**
 * A feature and its value in words that need no data dictionary: "12 missed payments", "67 days past due",
 * "Monthly income 2,300", "Loan type: personal"; foreign columns "Name: value"; "Monthly income unknown".
 * The one home of this wording.
 */
export function phrase(feature: string, value: CellValue): string {
  const name = nameOf(feature);
  if (value === null || value === "" || (typeof value === "number" && !Number.isFinite(value))) {
    return `${name} unknown`;
  }
  const canonical = findCanonicalByPlainName(feature);
  if (canonical === undefined) return `${name}: ${typeof value === "number" ? numberText(value) : value}`;
  if (typeof value === "string") return `${name}: ${inSentence(value)}`;
  const text = numberText(value);
  const say = sayings[canonical.name];
  return say === undefined ? `${name} ${text}` : say(text, value);
}

/** Two values of one feature: "Monthly income 3,100 instead of 2,300", "Not past due instead of 67 days past due". */
export function changePhrase(feature: string, from: CellValue, to: CellValue): string {
  const name = nameOf(feature);
  const before = phrase(feature, from);
  const said = before.startsWith(name)
    ? before.slice(name.length).replace(/^:? /, "")
    : before.charAt(0).toLowerCase() + before.slice(1);
  return `${phrase(feature, to)} instead of ${said}`;
}

/** The value of a column's row, or null. Infinite numbers count as missing, as they do in the model. */
export function cellValue(column: Column | undefined, row: number): CellValue {
  if (column === undefined) return null;
  if (column.kind === "number") return Number.isFinite(column.values[row]) ? column.values[row] : null;
  const code = column.codes[row];
  return code < 0 ? null : column.categories[code];
}

/** "+0.18", "−0.05", or "less than 0.01" of either sign: a share of one, in points of probability. */
export function signedText(contribution: number): string {
  const size = Math.abs(contribution);
  if (size < 0.005) return contribution === 0 ? "0.00" : `${contribution > 0 ? "+" : "−"}less than 0.01`;
  return `${contribution > 0 ? "+" : "−"}${size.toFixed(2)}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "Self-Employed" as "self-employed"; words that are not just capitalised (SME, iPhone) stay. */
function inSentence(text: string): string {
  return text.replace(/\p{L}+/gu, (word) => (/^\p{Lu}\p{Ll}+$/u.test(word) ? word.toLowerCase() : word));
}
