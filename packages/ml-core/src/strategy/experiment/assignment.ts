import { groupKey, mix32 } from "../../table/group-key.ts";
import { legalAction } from "../legal-action.ts";
import type { Policy, Problem } from "../policy.ts";

/**
 * What an arm does with its loans. CHAMPION: as the policy in force. POLICY: as another policy. MODEL: as the policy in
 * force, by another model's scores. RANDOM: one of the named treatments, drawn evenly per borrower, to learn what each
 * brings.
 */
export type ArmPlan =
  | { readonly kind: "CHAMPION" }
  | { readonly kind: "POLICY"; readonly policy: Policy }
  | { readonly kind: "MODEL"; readonly modelId: string }
  | { readonly kind: "RANDOM"; readonly treatments: readonly string[] };

export interface Arm {
  readonly name: string;
  /** Share of the borrowers, in (0, 1); the arms' shares sum to 1. */
  readonly share: number;
  readonly plan: ArmPlan;
}

export interface Experiment {
  /** Enters the hash: another id shuffles the borrowers anew. */
  readonly id: string;
  /** The first arm is the champion. */
  readonly arms: readonly Arm[];
}

/** Faults of an experiment's arms; whether the policy knows a treatment is checked when it is applied. */
export function validateExperiment({ id, arms }: Experiment): Problem[] {
  const problems: Problem[] = [];
  const add = (path: string, message: string) => problems.push({ path, message });
  if (id.trim() === "") add("id", "An experiment needs an id.");
  if (arms.length < 2) add("arms", "An experiment compares at least two arms.");
  if (arms.length > 0 && arms[0].plan.kind !== "CHAMPION")
    add("arms.0.plan", "The first arm is the champion.");
  arms.forEach(({ name, share, plan }, index) => {
    if (arms.findIndex((other) => other.name === name) < index)
      add(`arms.${index}.name`, `"${name}" is there twice.`);
    if (!(share > 0 && share < 1)) add(`arms.${index}.share`, `Must lie between 0 and 1, not ${share}.`);
    if (plan.kind === "RANDOM" && plan.treatments.length === 0) {
      add(`arms.${index}.plan.treatments`, "Name at least one treatment.");
    }
    if (plan.kind === "RANDOM" && plan.treatments.includes(legalAction)) {
      add(`arms.${index}.plan.treatments`, `Nobody is randomized into ${legalAction}.`);
    }
  });
  const sum = arms.reduce((total, { share }) => total + share, 0);
  if (!(Math.abs(sum - 1) < 1e-9)) add("arms", `The shares sum to ${sum}: they must sum to 1.`);
  return problems;
}

/**
 * A borrower's number in [0, 1) for an experiment and a purpose: always the same, spread evenly, and independent
 * between experiments and purposes. Takes `groupKey` of the borrower's id.
 */
export function drawsOf(experimentId: string, purpose: string): (borrowerKey: number) => number {
  const salt = mix32(groupKey(`${experimentId}\u0000${purpose}`));
  return (borrowerKey) => {
    const low = mix32(borrowerKey ^ salt);
    const high = mix32(Math.floor(borrowerKey / 4294967296) ^ low);
    return mix32(high ^ salt) / 4294967296;
  };
}

/**
 * The position of a borrower's arm, by `groupKey` of the borrower's id: sticky, and reproducible from the two ids and
 * the shares alone.
 */
export function armsOf({ id, arms }: Experiment): (borrowerKey: number) => number {
  const draw = drawsOf(id, "arm");
  return (borrowerKey) => {
    let rest = draw(borrowerKey);
    for (let arm = 0; arm < arms.length - 1; arm++) {
      rest -= arms[arm].share;
      if (rest < 0) return arm;
    }
    return arms.length - 1;
  };
}
