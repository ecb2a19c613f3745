import { Alert, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { countOf } from "../../components/format.ts";
import { Section } from "../../components/section.tsx";
import type { OutcomeClass } from "../../gql/graphql.ts";
import { type MappingState, outcomeTarget, outcomeValuesOf } from "./mapping-state.ts";
import type { Preview } from "./queries.ts";

interface OutcomeCardProps {
  preview: Preview;
  state: MappingState;
  onChange: (next: Partial<MappingState>) => void;
}

const classes = [
  { value: "RECOVERED", label: "Recovered" },
  { value: "NOT_RECOVERED", label: "Not recovered" },
  { value: "UNRESOLVED", label: "Still open" },
];

/** What each value of the outcome column means: it decides what the model learns. */
export function OutcomeCard({ preview, state, onChange }: OutcomeCardProps) {
  const values = outcomeValuesOf(preview, state);
  if (!state.targets.includes(outcomeTarget)) {
    return (
      <Alert color="blue" icon={<IconInfoCircle size={18} />} title="No outcome">
        No column says what became of the loans, so every loan of this file is taken for open. A model learns
        from files that have an outcome.
      </Alert>
    );
  }
  return (
    <Section
      title="Outcome"
      hint="A model learns to predict what is not recovered. Only money that came back in full counts as recovered, unless you say otherwise."
    >
      <Stack gap="md">
        {values.map(({ value, count, outcome }) => (
          <Group key={value} justify="space-between" gap="xs">
            <div>
              <Text size="sm" fw={500}>
                {value === "" ? "(blank)" : value}
              </Text>
              <Text size="xs" c="dimmed">
                {countOf(count, "row")} of the sample
              </Text>
            </div>
            <SegmentedControl
              size="xs"
              aria-label={`${value || "blank"} means`}
              data={classes}
              value={outcome === "UNKNOWN" ? "" : outcome}
              onChange={(next) =>
                onChange({ outcomes: { ...state.outcomes, [value]: next as OutcomeClass } })
              }
            />
          </Group>
        ))}
        {values.length === 0 && (
          <Text size="sm" c="dimmed">
            The sample holds no value of it, or too many different ones for an outcome.
          </Text>
        )}
      </Stack>
    </Section>
  );
}
