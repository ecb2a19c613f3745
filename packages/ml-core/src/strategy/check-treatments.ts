import { channels, type Problem, type TreatmentDefinition, treatmentKinds } from "./policy.ts";

/** The columnar decision keeps a bit per treatment in one small integer. */
const maxTreatments = 16;

/** Faults of the treatments: names, kinds, costs, and that HOLD and NOTHING are the mildest and use nothing. */
export function checkTreatments(treatments: readonly TreatmentDefinition[]): Problem[] {
  const problems: Problem[] = [];
  const add = (path: string, message: string) => problems.push({ path, message });
  if (treatments.length > maxTreatments) {
    add("treatments", `A policy has at most ${maxTreatments} treatments, not ${treatments.length}.`);
  }
  treatments.forEach((treatment, index) => {
    const path = `treatments.${index}`;
    const { name, kind, channel } = treatment;
    const before = treatments.slice(0, index);
    if (name.trim() === "") add(`${path}.name`, "A treatment needs a name.");
    else if (before.some((other) => other.name === name)) add(`${path}.name`, `"${name}" is there twice.`);
    if (!treatmentKinds.includes(kind)) {
      add(`${path}.kind`, `Unknown kind "${kind}": it is one of ${treatmentKinds.join(", ")}.`);
    }
    if (!channels.includes(channel)) {
      add(`${path}.channel`, `Unknown channel "${channel}": it is one of ${channels.join(", ")}.`);
    }
    for (const field of ["cost", "agentMinutes", "legalCases"] as const) {
      const value = treatment[field];
      if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
        add(`${path}.${field}`, `Must be 0 or more, not ${value}.`);
      } else if (value > 0 && kind !== "ACTION") {
        add(`${path}.${field}`, `${name} does nothing, so it uses 0, not ${value}.`);
      }
    }
    if (!Number.isFinite(treatment.severity)) {
      add(`${path}.severity`, `Must be a number, not ${treatment.severity}.`);
    } else if (before.some((other) => other.severity === treatment.severity)) {
      add(`${path}.severity`, `Two treatments have severity ${treatment.severity}: say which is milder.`);
    }
  });
  checkMildest(treatments, add);
  return problems;
}

function checkMildest(
  treatments: readonly TreatmentDefinition[],
  add: (path: string, message: string) => void,
): void {
  const order = [...treatments].sort((a, b) => a.severity - b.severity);
  for (const [position, kind] of (["HOLD", "NOTHING"] as const).entries()) {
    const ofKind = treatments.filter((treatment) => treatment.kind === kind);
    if (ofKind.length !== 1) {
      add("treatments", `A policy has exactly one treatment of kind ${kind}, not ${ofKind.length}.`);
    } else if (order[position] !== ofKind[0]) {
      add(
        `treatments.${treatments.indexOf(ofKind[0])}.severity`,
        kind === "HOLD" ? "HOLD must be the mildest." : "Doing nothing must be the mildest after HOLD.",
      );
    }
  }
}
