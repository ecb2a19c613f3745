import { factLabels } from "../../components/facts.ts";
import { countOf, formatAmount, formatBoundary, formatCount } from "../../components/format.ts";
import { treatmentLabel } from "../../components/treatment.tsx";
import type { ChangeFragment } from "../../gql/graphql.ts";
import { channelLabels, modeLabels, priorityLabels } from "./words.ts";

export type Change = Pick<ChangeFragment, "path" | "before" | "after">;
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Show = (value: Json, currency: string) => string;

const percent: Show = (value) => formatBoundary(Number(value));
const money: Show = (value, currency) => (value === null ? "none" : formatAmount(Number(value), currency));
const amount =
  (unit: string, none = "none"): Show =>
  (value) =>
    value === null ? none : `${formatCount(Number(value))} ${unit}`.trim();
const days: Show = (value) => (value === null ? "any day" : `${countOf(Number(value), "day")} past due`);
const oneOf =
  (labels: Readonly<Record<string, string>>): Show =>
  (value) =>
    labels[String(value)] ?? String(value);
const listOfFacts: Show = (value) =>
  Array.isArray(value) && value.length > 0
    ? value.map((fact) => oneOf(factLabels)(fact, "")).join(", ")
    : "none";
const points: Show = (value, currency) =>
  (value as { risk: number; probability: number }[])
    .map(({ risk, probability }) => `${percent(probability, currency)} at ${percent(risk, currency)} risk`)
    .join(", ");

/** How each place of a policy is spoken of; {t} is the treatment. */
const places: readonly (readonly [RegExp, string, Show])[] = [
  [/^mode$/, "How a treatment is chosen", oneOf(modeLabels)],
  [/^priority$/, "Who comes first", oneOf(priorityLabels)],
  [/^bands\[(.+)\]\.from$/, "{t} starts at", percent],
  [
    /^bands\[(.+)\]\.fromInclusive$/,
    "A score on the boundary of {t}",
    (v) => (v ? "belongs to it" : "stays below"),
  ],
  [/^treatments\[(.+)\]\.channel$/, "{t}: channel", oneOf(channelLabels)],
  [/^treatments\[(.+)\]\.cost$/, "{t}: cost of a loan", money],
  [/^treatments\[(.+)\]\.agentMinutes$/, "{t}: agent time of a loan", amount("min")],
  [/^treatments\[(.+)\]\.severity$/, "{t}: severity", amount("")],
  [/^treatments\[(.+)\]\.legalCases$/, "{t}: legal cases of a loan", amount("")],
  [/^guardrails\.holdFacts$/, "On hold for", listOfFacts],
  [/^guardrails\.holdBelowDaysPastDue$/, "On hold below", days],
  [/^guardrails\.limits\[(.+)\]\.minOutstanding$/, "{t}: least amount owed", money],
  [/^guardrails\.limits\[(.+)\]\.minDaysPastDue$/, "{t}: from", days],
  [/^guardrails\.limits\[(.+)\]\.forbiddenFacts$/, "{t}: never for", listOfFacts],
  [/^economics\.discountPerMonth$/, "Assumed worth of money a month later", percent],
  [/^economics\.curves\[(.+)\]\.haircut$/, "{t}: assumed share given up", percent],
  [/^economics\.curves\[(.+)\]\.months$/, "{t}: assumed wait", amount("months")],
  [/^economics\.curves\[(.+)\]\.recovery$/, "{t}: assumed recovery", points],
  [/^capacity\.agentHoursPerMonth$/, "Agent hours a month", amount("", "as many as it takes")],
  [/^capacity\.legalCasesPerMonth$/, "Legal cases a month", amount("", "as many as it takes")],
  [/^prices\.agentHour$/, "Solved worth of one more agent-hour", money],
  [/^prices\.legalCase$/, "Solved worth of one more legal case", money],
];

/** Parts that come or go as a whole. */
const wholes: readonly (readonly [RegExp, string])[] = [
  [/^bands\[(.+)\]$/, "the band of {t}"],
  [/^treatments\[(.+)\]$/, "the treatment {t}"],
  [/^guardrails\.limits\[(.+)\]$/, "the limits of {t}"],
  [/^economics\.curves\[(.+)\]$/, "the assumptions about {t}"],
];

/**
 * A difference between two policies as people say it: "Legal action starts at 70%, was 75%".
 * @param currency ISO 4217 code of amounts
 */
export function describeChange({ path, before, after }: Change, currency: string): string {
  for (const [pattern, place] of wholes) {
    const name = pattern.exec(path)?.[1];
    if (name === undefined) continue;
    const what = place.replace("{t}", treatmentLabel(name));
    return after === null ? `Without ${what}` : `New: ${what}${detail(path, after, currency)}`;
  }
  for (const [pattern, place, show] of places) {
    const found = pattern.exec(path);
    if (!found) continue;
    const what = place.replace("{t}", treatmentLabel(found[1] ?? ""));
    const say = (text: string | null) => (text === null ? "none" : show(JSON.parse(text) as Json, currency));
    return `${what}${/( at| below| for| from|boundary of .*)$/.test(what) ? " " : ": "}${say(after)}, was ${say(before)}`;
  }
  return `${path}: ${after ?? "none"}, was ${before ?? "none"}`;
}

/** What a new limit or band says, as far as it fits on a line. */
function detail(path: string, after: string, currency: string): string {
  const value = JSON.parse(after) as Record<string, Json>;
  const said = Object.entries(value).flatMap(([key, member]) => {
    const found = places.find(([pattern]) => pattern.test(`${path}.${key}`));
    if (!found || member === null || key === "fromInclusive" || path.startsWith("treat")) return [];
    const what = found[1].replace("{t}: ", "").replace("{t} ", "");
    return [`${what} ${found[2](member, currency)}`];
  });
  return said.length > 0 ? `, ${said.join(", ")}` : "";
}
