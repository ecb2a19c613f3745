import type { Policy, Problem } from "./policy.ts";
import { validatePolicy } from "./policy.ts";

/** What a value of the policy's JSON must look like; its meaning is checked by `validatePolicy`. */
type Shape = "text" | "number" | "number?" | "boolean" | readonly [Shape] | { readonly [key: string]: Shape };

/** A question mark after a member's name: it may be left out. */
const shape: Shape = {
  "mode?": "text",
  "treatments?": [
    {
      name: "text",
      kind: "text",
      channel: "text",
      cost: "number",
      agentMinutes: "number",
      severity: "number",
      legalCases: "number",
    },
  ],
  bands: [{ treatment: "text", from: "number", fromInclusive: "boolean" }],
  "guardrails?": {
    holdFacts: ["text"],
    holdBelowDaysPastDue: "number",
    limits: [
      {
        treatment: "text",
        "minOutstanding?": "number",
        "minDaysPastDue?": "number",
        "forbiddenFacts?": ["text"],
      },
    ],
  },
  "economics?": {
    discountPerMonth: "number",
    curves: [
      {
        treatment: "text",
        recovery: [{ risk: "number", probability: "number" }],
        haircut: "number",
        months: "number",
      },
    ],
  },
  "capacity?": { agentHoursPerMonth: "number?", legalCasesPerMonth: "number?" },
  "prices?": { agentHour: "number", legalCase: "number" },
  "priority?": "text",
};

/**
 * Takes a policy from JSON that nobody has looked at: a file of the command line, a stored row, a request. A member that
 * may be left out may also be null, as a GraphQL API answers it.
 * @returns the policy, or every fault with the path of its field; nothing is thrown for a fault
 */
export function parsePolicy(json: unknown): { policy: Policy } | { problems: Problem[] } {
  const problems: Problem[] = [];
  const value = withoutNulls(json);
  check(value, shape, "", problems);
  if (problems.length > 0) return { problems };
  const policy = value as Policy;
  const faults = validatePolicy(policy);
  return faults.length > 0 ? { problems: faults } : { policy };
}

/** The members of which null says something: no limit. */
const meaningful = new Set(["agentHoursPerMonth", "legalCasesPerMonth"]);

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(
    ([name, member]) => member !== undefined && (member !== null || meaningful.has(name)),
  );
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutNulls(member)]));
}

function check(value: unknown, expected: Shape, path: string, problems: Problem[]): void {
  const add = (what: string) => problems.push({ path, message: `Must be ${what}, not ${show(value)}.` });
  if (expected === "text") {
    if (typeof value !== "string") add("text");
  } else if (expected === "boolean") {
    if (typeof value !== "boolean") add("true or false");
  } else if (expected === "number" || expected === "number?") {
    if (typeof value !== "number" && !(expected === "number?" && value === null)) add("a number");
  } else if (Array.isArray(expected)) {
    if (!Array.isArray(value)) add("a list");
    else {
      for (const [index, member] of value.entries()) {
        check(member, expected[0], join(path, String(index)), problems);
      }
    }
  } else if (typeof value !== "object" || value === null || Array.isArray(value)) {
    add("an object");
  } else {
    checkMembers(value as Record<string, unknown>, expected as Record<string, Shape>, path, problems);
  }
}

function checkMembers(
  value: Record<string, unknown>,
  expected: Record<string, Shape>,
  path: string,
  problems: Problem[],
): void {
  const known = new Set<string>();
  for (const [key, memberShape] of Object.entries(expected)) {
    const isOptional = key.endsWith("?");
    const name = isOptional ? key.slice(0, -1) : key;
    known.add(name);
    if (value[name] !== undefined) check(value[name], memberShape, join(path, name), problems);
    else if (!isOptional) problems.push({ path: join(path, name), message: "Is missing." });
  }
  for (const name of Object.keys(value)) {
    // A misspelt guardrail that is silently ignored would be no guardrail.
    if (!known.has(name)) problems.push({ path: join(path, name), message: "There is no such field." });
  }
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function show(value: unknown): string {
  return Array.isArray(value) ? "a list" : value instanceof Object ? "an object" : JSON.stringify(value);
}
