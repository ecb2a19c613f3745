import { Box, SimpleGrid, Text, Title } from "@mantine/core";
import { columnLabel } from "../../components/column-label.ts";
import { DisclosureOnPhone } from "../../components/disclosure.tsx";
import { countOf, formatPercent } from "../../components/format.ts";
import { Section } from "../../components/section.tsx";
import type { Model } from "./queries.ts";

/** The kinds of borrowers that the loans fall into. */
export function SegmentsCard({ segments }: { segments: Model["segments"] }) {
  return (
    <Section
      title="Segments"
      hint="Loans that resemble each other, found by the model. The median is the loan in the middle: half of them have more, half less."
    >
      <DisclosureOnPhone label={countOf(segments.length, "segment")}>
        <SimpleGrid cols={{ base: 1, sm: 2, lg: Math.min(segments.length, 3) }} spacing="md">
          {segments.map(({ name, size, positiveRate, profile }) => (
            <Box key={name} p="md" bg="var(--inset)" style={{ borderRadius: "var(--mantine-radius-md)" }}>
              <Title order={3}>{name}</Title>
              <Text size="sm" c="dimmed" mb="xs">
                {countOf(size, "loan")}, {formatPercent(positiveRate)} not recovered
              </Text>
              {profile.slice(0, 3).map(({ feature, text }) => (
                <Text size="sm" key={feature}>
                  {columnLabel(feature)}: {text}
                </Text>
              ))}
            </Box>
          ))}
        </SimpleGrid>
      </DisclosureOnPhone>
    </Section>
  );
}
