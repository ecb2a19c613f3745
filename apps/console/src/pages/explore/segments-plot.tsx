import { Box, Group, Stack, Text } from "@mantine/core";
import { countOf, formatPercent } from "../../components/format.ts";
import { Section } from "../../components/section.tsx";
import type { PlottedModel } from "./queries.ts";
import classes from "./segments-plot.module.css";

type Segment = PlottedModel["segments"][number];

/** How many loans are of which kind, and how many of them were lost. */
export function SegmentsPlot({ segments }: { segments: readonly Segment[] }) {
  const largest = Math.max(...segments.map(({ size }) => size), 1);
  return (
    <Section
      title="Segments"
      hint="Loans that resemble each other. A bar is as long as its segment is large."
      actions={<Legend />}
    >
      <Stack component="ul" gap={18} p={0} m={0} aria-label="Segments by size" style={{ listStyle: "none" }}>
        {segments.map((segment) => (
          <li key={segment.name}>
            <Row segment={segment} largest={largest} />
          </li>
        ))}
      </Stack>
    </Section>
  );
}

function Row({ segment: { name, size, positiveRate }, largest }: { segment: Segment; largest: number }) {
  return (
    <>
      <Group justify="space-between" gap="0 16px" mb={4}>
        <Text size="sm" fw={500}>
          {name}
        </Text>
        <Text size="sm" c="dimmed" className="number">
          {countOf(size, "loan")}, {formatPercent(positiveRate, 1)} not recovered
        </Text>
      </Group>
      {/* Its figures stand above it. */}
      <div className={classes.track} aria-hidden>
        <div className={classes.bar} style={{ width: `${(size / largest) * 100}%` }}>
          <div className={classes.lost} style={{ flexGrow: positiveRate }} />
          <div className={classes.recovered} style={{ flexGrow: 1 - positiveRate }} />
        </div>
      </div>
    </>
  );
}

function Legend() {
  return (
    <Group gap="md" aria-hidden>
      <Key className={classes.lost} name="Not recovered" />
      <Key className={classes.recovered} name="Recovered" />
    </Group>
  );
}

function Key({ className, name }: { className: string; name: string }) {
  return (
    <Group gap={6} wrap="nowrap">
      <Box w={10} h={10} className={className} style={{ borderRadius: 2 }} />
      <Text size="xs" c="dimmed">
        {name}
      </Text>
    </Group>
  );
}
