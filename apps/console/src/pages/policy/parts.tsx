import { Accordion } from "@mantine/core";
import { memo } from "react";
import { factLabels } from "../../components/facts.ts";
import { countOf, formatBoundary, formatCount } from "../../components/format.ts";
import { CapacityPart, PriorityPart } from "./capacity-part.tsx";
import { EconomicsPart } from "./economics-part.tsx";
import { GuardrailsPart } from "./guardrails-part.tsx";
import { Part, type PartProps } from "./part.tsx";
import { actionsOf, labelOf, listInWords, type Rules } from "./rules.ts";
import { ModePart, ThresholdsPart } from "./thresholds-part.tsx";
import { TreatmentsPart } from "./treatments-part.tsx";
import { modeLabels, priorityLabels } from "./words.ts";

interface PartsProps extends PartProps {
  prices: { agentHour: number; legalCase: number } | null;
  currency: string;
}

/** Everything that a policy consists of, each part folded to a line until it is needed. */
export const Parts = memo(function Parts({ prices, currency, ...part }: PartsProps) {
  const { rules, problems } = part;
  const faults = (...paths: string[]) =>
    problems.filter(({ path }) => paths.some((each) => path.startsWith(`rules.${each}`))).length;
  return (
    <Accordion
      multiple
      defaultValue={["thresholds"]}
      keepMounted={false}
      variant="separated"
      radius="lg"
      order={2}
      styles={{
        item: { background: "var(--surface)", border: "1px solid var(--mantine-color-default-border)" },
        label: { paddingBlock: 14 },
      }}
    >
      <Part value="thresholds" title="Thresholds" summary={bandsInWords(rules)} faults={faults("bands")}>
        <ThresholdsPart {...part} />
      </Part>
      <Part value="mode" title="Mode" summary={modeLabels[rules.mode]} faults={faults("mode")}>
        <ModePart {...part} />
      </Part>
      <Part
        value="treatments"
        title="Treatments"
        summary={actionsOf(rules)
          .map(({ name }) => labelOf(name))
          .join(", ")}
        faults={faults("treatments")}
      >
        <TreatmentsPart {...part} />
      </Part>
      <Part
        value="guardrails"
        title="Guardrails"
        summary={guardrailsInWords(rules)}
        faults={faults("guardrails")}
      >
        <GuardrailsPart {...part} />
      </Part>
      <Part
        value="economics"
        title="Economics"
        summary="Assumed recovery, wait and share given up of each treatment"
        faults={faults("economics")}
      >
        <EconomicsPart {...part} />
      </Part>
      <Part value="capacity" title="Capacity" summary={capacityInWords(rules)} faults={faults("capacity")}>
        <CapacityPart {...part} prices={prices} currency={currency} />
      </Part>
      <Part
        value="priority"
        title="Priority"
        summary={priorityLabels[rules.priority]}
        faults={faults("priority")}
      >
        <PriorityPart {...part} />
      </Part>
    </Accordion>
  );
});

/** "Reminder, Settlement offer from 50%, Legal action above 75%" */
function bandsInWords({ bands }: Rules): string {
  return bands
    .map(({ treatment, from, fromInclusive }, i) =>
      i === 0
        ? labelOf(treatment)
        : `${labelOf(treatment)} ${fromInclusive ? "from" : "above"} ${formatBoundary(from)}`,
    )
    .join(", ");
}

function guardrailsInWords({ guardrails }: Rules): string {
  const { holdFacts, holdBelowDaysPastDue, limits } = guardrails;
  const said = [];
  if (holdFacts.length > 0) said.push(`On hold: ${listInWords(holdFacts.map((fact) => factLabels[fact]))}`);
  if (holdBelowDaysPastDue > 0) said.push(`on hold below ${countOf(holdBelowDaysPastDue, "day")} past due`);
  if (limits.length > 0) said.push(`limits on ${limits.map((each) => labelOf(each.treatment)).join(", ")}`);
  return said.length > 0 ? said.join("; ") : "None";
}

function capacityInWords({ capacity }: Rules): string {
  const { agentHoursPerMonth: hours, legalCasesPerMonth: cases } = capacity;
  const said = [];
  if (hours != null) said.push(`${formatCount(hours)} agent hours`);
  if (cases != null) said.push(`${formatCount(cases)} legal cases`);
  return said.length > 0 ? `${said.join(" and ")} a month` : "As much as it takes";
}
