import { isMissing } from "./missing.ts";
import { plainName } from "./names.ts";

/** 1 = not recovered, 0 = recovered; "unresolved" is still open; "unknown" must be asked about. */
export type OutcomeClass = 0 | 1 | "unresolved" | "unknown";

/** What a person said that a value means. Plain JSON, part of a mapping. */
export interface OutcomeValue {
  readonly value: string;
  readonly outcome: OutcomeClass;
}

/** Values, brought to one spelling, to what they mean. Made by `outcomeMapping`. */
export type OutcomeMapping = ReadonlyMap<string, OutcomeClass>;

export interface OutcomeCount extends OutcomeValue {
  readonly count: number;
}

const meanings: readonly (readonly [OutcomeClass, string])[] = [
  [0, "fully recovered|full recovery|full|recovered|recovered in full|recovered fully|completely recovered"],
  [
    0,
    "paid|paid in full|fully paid|paid off|paid up|repaid|fully repaid|repaid in full|cured|settled in full",
  ],
  [0, "good|no default|non default|not defaulted|did not default"],
  [
    1,
    "partially recovered|partial recovery|partly recovered|partial|partially paid|settled|settled for less",
  ],
  [1, "not recovered|unrecovered|non recovered|no recovery|unrecoverable|irrecoverable|loss|lost|total loss"],
  [
    1,
    "written off|write off|writeoff|written down|charged off|charge off|chargeoff|uncollectible|uncollectable",
  ],
  [1, "default|defaulted|bad|bad debt|foreclosed|repossessed|not fully recovered|not paid|unpaid|bankrupt"],
  [
    "unresolved",
    "in progress|progress|open|pending|ongoing|active|current|unresolved|not yet resolved|to be decided",
  ],
  [
    "unresolved",
    "legal|legal escalation|legal action|in legal|in litigation|litigation|court|under review|review",
  ],
  [
    "unresolved",
    "in collection|in collections|collections|in recovery|in negotiation|negotiation|promise to pay",
  ],
  [
    "unresolved",
    "late|delinquent|overdue|past due|in arrears|in grace period|disputed|in dispute|tbd|unknown|undetermined",
  ],
  ["unresolved", "late 16 30 days|late 31 120 days|issued|new"],
];

const knownWords: OutcomeMapping = new Map(
  meanings.flatMap(([outcome, words]) => words.split("|").map((word) => [word, outcome] as const)),
);

const yes = new Set(["1", "1 0", "yes", "y", "true", "t"]);
const no = new Set(["0", "0 0", "no", "n", "false", "f"]);
const negated = "(?:(not|non|no|never) (?:yet |been |fully )*)?";
const badWords = new RegExp(
  ` ${negated}(?:unrecovered|unpaid|default(?:ed|er)?|bad|charged? ?off|writ(?:e|ten) ?off|loss|npa|delinquent|uncollect[ia]ble) `,
);
const goodWords = new RegExp(` ${negated}(?:recovered|paid|repaid|good|cured) `);

/**
 * Proposes what each value of an outcome column means. Values without an agreed meaning are "unknown", never guessed:
 * 0/1 and yes/no are read only where the column's name says what yes stands for.
 * @param columnName the file's name of the column
 * @param values each distinct value with how often it was seen
 * @returns one entry per value, most frequent first
 */
export function suggestOutcome(columnName: string, values: ReadonlyMap<string, number>): OutcomeCount[] {
  const polarity = polarityOf(columnName);
  const counts = [...values].map(([value, count]) => ({ value, count, outcome: meaningOf(value, polarity) }));
  return counts.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

/** What yes and 1 mean in a column of this name; undefined where the name does not say, or says both. */
function polarityOf(columnName: string): 0 | 1 | undefined {
  const words = ` ${plainName(columnName)} `;
  if (/ part(ial|ially|ly) /.test(words)) return undefined;
  const bad = badWords.exec(words);
  const good = goodWords.exec(words);
  const byBad = bad === null ? undefined : bad[1] === undefined ? 1 : 0;
  const byGood = good === null ? undefined : good[1] === undefined ? 0 : 1;
  return byBad === undefined || byGood === undefined || byBad === byGood ? (byBad ?? byGood) : undefined;
}

function meaningOf(value: string, polarity: 0 | 1 | undefined): OutcomeClass {
  if (isMissing(value)) return "unresolved";
  const key = outcomeKey(value);
  const known = knownWords.get(key);
  if (known !== undefined) return known;
  if (polarity === undefined) return "unknown";
  if (yes.has(key)) return polarity;
  if (!no.has(key)) return "unknown";
  return polarity === 1 ? 0 : 1;
}

/**
 * One spelling for a value: `Written-Off`, `written off` and ` WRITTEN_OFF ` are the same; -1 and 1, A+ and A-, <30
 * and >30 are not.
 */
export function outcomeKey(value: string): string {
  const text = value.trim();
  const marks = text.match(/[<>=+~%≤≥≠±]|^[-\u2212]|[-\u2212]$/g);
  const words = plainName(text);
  if (words === "" || marks === null) return words || text;
  return `${words} ${marks.join("")}`;
}

/**
 * Makes the look-up that `classify` takes: what the person said, and for values that nobody was shown (the sample did
 * not hold them) the words with an agreed meaning. Of two entries for one spelling the last counts.
 */
export function outcomeMapping(values: readonly OutcomeValue[]): OutcomeMapping {
  return new Map([
    ...knownWords,
    ...values.map(({ value, outcome }) => [outcomeKey(value), outcome] as const),
  ]);
}

/**
 * What a cell of the outcome column means. A blank or missing one is unresolved unless the mapping says otherwise;
 * a value that the mapping does not name is "unknown": report it, do not guess.
 */
export function classify(value: string, mapping: OutcomeMapping): OutcomeClass {
  const outcome = mapping.get(outcomeKey(value));
  if (outcome !== undefined) return outcome;
  return isMissing(value) ? "unresolved" : "unknown";
}
