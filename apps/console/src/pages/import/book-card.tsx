import { Radio, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { Section } from "../../components/section.tsx";
import type { MappingState } from "./mapping-state.ts";

interface BookCardProps {
  state: MappingState;
  onChange: (next: Partial<MappingState>) => void;
}

/** Whose loans these are, whether they are all of them, and of which day. */
export function BookCard({ state, onChange }: BookCardProps) {
  return (
    <Section title="What this file is">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl" verticalSpacing="lg">
        <Radio.Group
          label="Coverage"
          value={state.coverage}
          onChange={(value) => onChange({ coverage: value as MappingState["coverage"] })}
        >
          <Stack gap="sm" mt="xs">
            <Radio value="PARTIAL" label="A part" description="Loans that are not in it stay as they are." />
            <Radio
              value="FULL"
              label="The whole book"
              description="Open loans of this source that are not in it are marked as gone."
            />
          </Stack>
        </Radio.Group>
        <Stack gap="md">
          <TextInput
            label="Source"
            description="The system that it comes from. The whole book speaks of one source only."
            value={state.source}
            onChange={(event) => onChange({ source: event.currentTarget.value })}
          />
          {!state.targets.includes("As_Of_Date") && (
            <TextInput
              type="date"
              label="As of"
              description="The day that the file describes; today if left empty."
              value={state.asOf}
              onChange={(event) => onChange({ asOf: event.currentTarget.value })}
            />
          )}
        </Stack>
      </SimpleGrid>
    </Section>
  );
}
