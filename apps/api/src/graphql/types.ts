import { GraphQLError, GraphQLScalarType, Kind } from "graphql";
import { Field, ObjectType, registerEnumType } from "type-graphql";

@ObjectType({ description: "Money as a decimal string, for example 1234.50, with its ISO 4217 currency." })
export class Money {
  @Field()
  amount: string;

  @Field()
  currency: string;
}

@ObjectType({ description: "What is wrong, and where in the input." })
export class Problem {
  @Field()
  path: string;

  @Field()
  message: string;
}

@ObjectType({ description: "The request was understood and refused; each problem says why." })
export class Refusal {
  @Field(() => [Problem])
  problems: Problem[];
}

export const DateScalar = new GraphQLScalarType({
  name: "Date",
  description: "A calendar day, YYYY-MM-DD.",
  serialize: (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : String(value)),
  parseValue: parseDay,
  parseLiteral: (node) => parseDay(node.kind === Kind.STRING ? node.value : null),
});

function parseDay(value: unknown): string {
  const isDay = typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value);
  if (isDay && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString().startsWith(value))
    return value;
  throw new GraphQLError(`A date is written YYYY-MM-DD, not ${JSON.stringify(value)}.`, {
    extensions: { code: "BAD_USER_INPUT" },
  });
}

/** Registers an enum whose values are their own names. */
export function enumOf<T extends string>(
  name: string,
  values: readonly T[],
  description: string,
): Record<T, T> {
  const object = Object.fromEntries(values.map((value) => [value, value])) as Record<T, T>;
  registerEnumType(object, { name, description });
  return object;
}

export const Role = enumOf("Role", ["ADMIN", "AGENT"], "What a person or machine may do.");
export const Book = enumOf("Book", ["SAMPLE", "REAL"], "Sample rows never share a run with real ones.");
export const LoanState = enumOf(
  "LoanState",
  ["OPEN", "FINISHED", "GONE"],
  "FINISHED has a final outcome. GONE: missing from its source's newest full file.",
);
export const DatasetState = enumOf(
  "DatasetState",
  ["AWAITING_MAPPING", "IMPORTING", "IMPORTED", "FAILED"],
  "How far the import of a file is.",
);
export const Coverage = enumOf(
  "Coverage",
  ["FULL", "PARTIAL"],
  "FULL closes the open loans of its source that the file lacks.",
);
export const JobState = enumOf("JobState", ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED"], "How far a job is.");
export const JobKind = enumOf("JobKind", ["IMPORT", "TRAIN", "DECIDE"], "What a job does.");
export const RunKind = enumOf(
  "RunKind",
  ["LIVE", "BACK_TEST"],
  "BACK_TEST: a book without open loans, shown beside what really happened.",
);
export const RunState = enumOf("RunState", ["BUILDING", "READY", "FAILED"], "How far a decision run is.");
export const Verdict = enumOf(
  "Verdict",
  ["NO_USABLE_SIGNAL", "NOT_ENOUGH_DATA", "WEAK", "GOOD"],
  "Whether the model can tell loans apart, from fresh rows only.",
);
export const OutcomeClass = enumOf(
  "OutcomeClass",
  ["RECOVERED", "NOT_RECOVERED", "UNRESOLVED", "UNKNOWN"],
  "What a value of the outcome column means.",
);
export const DateOrder = enumOf("DateOrder", ["DAY_FIRST", "MONTH_FIRST"], "How 03/04/2025 is read.");
export const SortDirection = enumOf("SortDirection", ["ASC", "DESC"], "Ascending or descending.");
export const BorrowerSortKey = enumOf(
  "BorrowerSortKey",
  ["PRIORITY", "RISK_SCORE", "OUTSTANDING", "DAYS_PAST_DUE"],
  "What the worklist can be sorted by.",
);
