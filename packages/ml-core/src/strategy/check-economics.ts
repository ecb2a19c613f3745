import type { CompletePolicy, CurvePoint, Problem } from "./policy.ts";

/** Points closer than this make a line too steep to calculate with. */
const leastStep = 0.0001;

/** Faults of the economics: every treatment has one curve, and every number is in its range. */
export function checkEconomics({ economics, treatments }: CompletePolicy): Problem[] {
  const problems: Problem[] = [];
  const add = (path: string, message: string) => problems.push({ path: `economics.${path}`, message });
  const { discountPerMonth, curves } = economics;
  if (!(discountPerMonth > 0 && discountPerMonth <= 1)) {
    add("discountPerMonth", `Must be above 0 and at most 1, not ${discountPerMonth}.`);
  }
  curves.forEach(({ treatment, recovery, haircut, months }, index) => {
    const path = `curves.${index}`;
    if (!treatments.some(({ name }) => name === treatment)) {
      add(`${path}.treatment`, `Unknown treatment "${treatment}".`);
    } else if (curves.findIndex((other) => other.treatment === treatment) < index) {
      add(`${path}.treatment`, `${treatment} has two curves.`);
    }
    if (!(haircut >= 0 && haircut <= 1)) add(`${path}.haircut`, `Must be from 0 to 1, not ${haircut}.`);
    if (!(months >= 0 && months < 1200)) add(`${path}.months`, `Must be 0 or more, not ${months}.`);
    checkCurve(recovery, `${path}.recovery`, add);
  });
  for (const { name } of treatments) {
    if (!curves.some(({ treatment }) => treatment === name)) add("curves", `${name} has no recovery curve.`);
  }
  return problems;
}

function checkCurve(
  points: readonly CurvePoint[],
  path: string,
  add: (path: string, message: string) => void,
): void {
  if (points.length === 0) add(path, "A curve needs at least one point.");
  if (points.length > 32) add(path, `A curve has at most 32 points, not ${points.length}.`);
  points.forEach(({ risk, probability }, index) => {
    if (!(risk >= 0 && risk <= 1)) add(`${path}.${index}.risk`, `Must be from 0 to 1, not ${risk}.`);
    else if (index > 0 && !(risk >= points[index - 1].risk + leastStep)) {
      const before = points[index - 1].risk;
      add(`${path}.${index}.risk`, `Must lie above ${before}, the point before, by ${leastStep} at least.`);
    }
    if (!(probability >= 0 && probability <= 1)) {
      add(`${path}.${index}.probability`, `Must be from 0 to 1, not ${probability}.`);
    }
  });
}

/** Faults of capacity and stored prices. */
export function checkCapacity({ capacity, prices }: CompletePolicy): Problem[] {
  const problems: Problem[] = [];
  const check = (path: string, value: number | null) => {
    if (value !== null && !(value >= 0 && value < Number.POSITIVE_INFINITY)) {
      problems.push({ path, message: `Must be 0 or more, not ${value}.` });
    }
  };
  check("capacity.agentHoursPerMonth", capacity.agentHoursPerMonth);
  check("capacity.legalCasesPerMonth", capacity.legalCasesPerMonth);
  check("prices.agentHour", prices.agentHour);
  check("prices.legalCase", prices.legalCase);
  return problems;
}
