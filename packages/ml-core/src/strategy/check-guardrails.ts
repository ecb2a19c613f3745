import { type CompletePolicy, facts, type Problem } from "./policy.ts";

/** Faults of the guardrails: unknown facts or treatments, negative limits, limits on what must stay possible. */
export function checkGuardrails({ guardrails, treatments }: CompletePolicy): Problem[] {
  const problems: Problem[] = [];
  const add = (path: string, message: string) => problems.push({ path: `guardrails.${path}`, message });
  checkFacts(guardrails.holdFacts, "holdFacts", add);
  checkDays(guardrails.holdBelowDaysPastDue, "holdBelowDaysPastDue", add);
  guardrails.limits.forEach((limit, index) => {
    const path = `limits.${index}`;
    const treatment = treatments.find(({ name }) => name === limit.treatment);
    if (!treatment) add(`${path}.treatment`, `Unknown treatment "${limit.treatment}".`);
    else if (treatment.kind !== "ACTION") {
      add(`${path}.treatment`, `${limit.treatment} is what loans fall back to: it cannot be limited.`);
    } else if (guardrails.limits.findIndex((other) => other.treatment === limit.treatment) < index) {
      add(`${path}.treatment`, `${limit.treatment} has two limits: join them.`);
    }
    const { minOutstanding = 0, minDaysPastDue = 0, forbiddenFacts = [] } = limit;
    if (!(minOutstanding >= 0 && minOutstanding < Number.POSITIVE_INFINITY)) {
      add(`${path}.minOutstanding`, `Must be an amount of 0 or more, not ${minOutstanding}.`);
    }
    checkDays(minDaysPastDue, `${path}.minDaysPastDue`, add);
    checkFacts(forbiddenFacts, `${path}.forbiddenFacts`, add);
  });
  return problems;
}

type Add = (path: string, message: string) => void;

function checkFacts(values: readonly string[], path: string, add: Add): void {
  values.forEach((value, index) => {
    if (!(facts as readonly string[]).includes(value)) {
      add(`${path}.${index}`, `Unknown fact "${value}": it is one of ${facts.join(", ")}.`);
    } else if (values.indexOf(value) < index) add(`${path}.${index}`, `"${value}" is there twice.`);
  });
}

function checkDays(days: number, path: string, add: Add): void {
  if (!(Number.isInteger(days) && days >= 0 && days <= 100_000)) {
    add(path, `Must be a whole number of days from 0 to 100,000, not ${days}.`);
  }
}
