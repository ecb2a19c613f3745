/** The members of which null says something: no limit. */
const meaningful = new Set(["agentHoursPerMonth", "legalCasesPerMonth"]);

/** An input of the API as plain JSON: a member that was left out comes as null or undefined, and goes. */
export function withoutNulls(input: object): unknown {
  return JSON.parse(
    JSON.stringify(input, (key, value) => (value === null && !meaningful.has(key) ? undefined : value)),
  );
}
