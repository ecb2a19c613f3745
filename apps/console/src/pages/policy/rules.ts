import { type Band, plainBands } from "../../components/bands.ts";
import { treatmentLabel } from "../../components/treatment.tsx";
import type { RulesFragment } from "../../gql/graphql.ts";

/** Everything of a policy that a person edits. Prices are left out: the server solves them. */
export type Rules = Omit<RulesFragment, "prices">;
export type Treatment = Rules["treatments"][number];
export type Limit = Rules["guardrails"]["limits"][number];
export type Curve = Rules["economics"]["curves"][number];

/** Rules as they are edited and sent: without the names of types, and without the prices. */
export function toRules({ prices: _, ...rules }: RulesFragment): Rules {
  return JSON.parse(
    JSON.stringify(rules, (key, value) => (key === "__typename" ? undefined : value)),
  ) as Rules;
}

export function areSameRules(a: Rules, b: Rules): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Mildest first, as a person reads them. */
export function bySeverity(rules: Rules): Treatment[] {
  return [...rules.treatments].sort((a, b) => a.severity - b.severity);
}

/** Treatments that a guardrail can forbid, and that a person may remove. */
export function actionsOf(rules: Rules): Treatment[] {
  return bySeverity(rules).filter(({ kind }) => kind === "ACTION");
}

/** A new treatment, harder than all others, with the curve of the mildest as a first assumption; no band yet. */
export function addTreatment(rules: Rules): Rules {
  const taken = new Set(rules.treatments.map(({ name }) => name));
  let number = 1;
  while (taken.has(`TREATMENT_${number}`)) number++;
  const name = `TREATMENT_${number}`;
  const severity = Math.max(...rules.treatments.map((each) => each.severity)) + 1;
  const treatment: Treatment = {
    name,
    kind: "ACTION",
    channel: "CALL",
    cost: 0,
    agentMinutes: 0,
    severity,
    legalCases: 0,
  };
  const like = rules.economics.curves.at(-1);
  const curve: Curve = {
    treatment: name,
    recovery: like?.recovery ?? [{ risk: 0, probability: 0 }],
    haircut: 0,
    months: 1,
  };
  return {
    ...rules,
    treatments: [...rules.treatments, treatment],
    economics: { ...rules.economics, curves: [...rules.economics.curves, curve] },
  };
}

/** Takes a treatment out, with its band, limit and curve; the band below takes over its scores. */
export function removeTreatment(rules: Rules, name: string): Rules {
  const others = <T extends { treatment: string }>(list: readonly T[]) =>
    list.filter(({ treatment }) => treatment !== name);
  return {
    ...rules,
    treatments: rules.treatments.filter((each) => each.name !== name),
    bands: startAtZero(others(rules.bands)),
    guardrails: { ...rules.guardrails, limits: others(rules.guardrails.limits) },
    economics: { ...rules.economics, curves: others(rules.economics.curves) },
  };
}

/** Gives a treatment another name wherever it is spoken of. */
export function renameTreatment(rules: Rules, from: string, to: string): Rules {
  const renamed = <T extends { treatment: string }>(list: readonly T[]) =>
    list.map((each) => (each.treatment === from ? { ...each, treatment: to } : each));
  return {
    ...rules,
    treatments: rules.treatments.map((each) => (each.name === from ? { ...each, name: to } : each)),
    bands: renamed(rules.bands),
    guardrails: { ...rules.guardrails, limits: renamed(rules.guardrails.limits) },
    economics: { ...rules.economics, curves: renamed(rules.economics.curves) },
  };
}

/** A name as the API keeps it: "Field visit" is FIELD_VISIT. */
export function nameFrom(label: string): string {
  return label.trim().toUpperCase().replaceAll(/\s+/g, "_");
}

/** Treatments without a band, which a new band could have. */
export function unbanded(rules: Rules): Treatment[] {
  return bySeverity(rules).filter(
    ({ name, kind }) => kind !== "HOLD" && !rules.bands.some(({ treatment }) => treatment === name),
  );
}

/** A new highest band, from halfway between the last boundary and 1. @param steps of the grid of boundaries */
export function addBand(bands: readonly Band[], treatment: string, steps: number): Band[] {
  const last = bands.at(-1)?.from ?? 0;
  const from = Math.round(((last + 1) / 2) * steps) / steps;
  return [...bands, { treatment, from, fromInclusive: true }];
}

/** Takes a band out: the one below takes over its scores, or the one above where it was the lowest. */
export function removeBand(bands: readonly Band[], index: number): Band[] {
  return startAtZero(bands.filter((_, i) => i !== index));
}

/** Gives a band another treatment. Where another band has that one, the two change places. */
export function setBandTreatment(bands: readonly Band[], index: number, treatment: string): Band[] {
  const old = bands[index].treatment;
  return bands.map((band, i) => {
    if (i === index) return { ...band, treatment };
    return band.treatment === treatment ? { ...band, treatment: old } : band;
  });
}

function startAtZero(bands: readonly Band[]): Band[] {
  return plainBands(bands).map((band, i) => (i === 0 ? { ...band, from: 0, fromInclusive: true } : band));
}

/** "Disputed, Bankrupt and 3 more" */
export function listInWords(names: readonly string[], most = 2): string {
  if (names.length <= most) return names.join(" and ");
  return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}

/** The label of a treatment, and of one without a name what it is. */
export function labelOf(treatment: string): string {
  return treatment.trim() === "" ? "A treatment without a name" : treatmentLabel(treatment);
}
