/** One number that a person may set. */
export interface Rule {
  readonly low: number;
  readonly high: number;
  /** Whether it must be a whole number. */
  readonly whole: boolean;
  /** What it is where nobody says otherwise. */
  usual(rows: number, features: number): number;
}

export type Rules = Readonly<Record<string, Rule>>;

/** A value for every setting of a classifier, by name. */
export type Settings = Readonly<Record<string, number>>;

/** The settings of one classifier with their names, so that a misspelt one does not compile. */
export type SettingsOf<R extends Rules> = { readonly [Name in keyof R]: number };

/** A whole number from `low` to `high`. */
export function whole(low: number, high: number, usual: Rule["usual"]): Rule {
  return { low, high, whole: true, usual };
}

/** Any number from `low` to `high`. */
export function real(low: number, high: number, usual: Rule["usual"]): Rule {
  return { low, high, whole: false, usual };
}

/**
 * Completes what was given with what is usual for so many rows and features.
 * @throws RangeError that names the unknown setting or wrong value and what would be right
 */
export function resolveSettings(
  rules: Rules,
  given: Readonly<Record<string, number | undefined>>,
  rows: number,
  features: number,
): Settings {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(rules, name)) {
      throw new RangeError(
        `there is no setting ${name}; this classifier has ${Object.keys(rules).join(", ")}`,
      );
    }
    const { low, high, whole: isWhole } = rules[name];
    if (value >= low && value <= high && (!isWhole || Number.isInteger(value))) continue;
    throw new RangeError(
      `${name} is ${value}; it must be a ${isWhole ? "whole number" : "number"} from ${low} to ${high}`,
    );
  }
  return Object.fromEntries(
    Object.entries(rules).map(([name, rule]) => [name, given[name] ?? rule.usual(rows, features)]),
  );
}
