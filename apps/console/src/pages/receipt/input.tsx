import { SimpleGrid, Text } from "@mantine/core";
import { columnLabel } from "../../components/column-label.ts";
import { factLabels } from "../../components/facts.ts";
import { Fact } from "../../components/figure.tsx";
import { formatCell } from "../../components/format.ts";
import { Section } from "../../components/section.tsx";
import type { Receipt } from "./queries.ts";

/** The loan as the lender described it, and what was known that forbids treatment. */
export function Input({ receipt: { input, facts } }: { receipt: Receipt }) {
  return (
    <Section title="What it was decided from" hint="The loan as the lender described it, and holds.">
      {input.length === 0 && (
        <Text size="sm" c="dimmed" mb="md">
          The snapshot is no longer kept.
        </Text>
      )}
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="lg" verticalSpacing="md">
        {input.map(({ column, value }) => (
          <Fact key={column} label={columnLabel(column)}>
            {formatCell(value)}
          </Fact>
        ))}
        <Fact label="Holds">
          {facts.length === 0 ? "none" : facts.map((fact) => factLabels[fact]).join(", ")}
        </Fact>
      </SimpleGrid>
    </Section>
  );
}
