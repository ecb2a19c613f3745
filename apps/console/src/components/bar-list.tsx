import { Box, Group, Stack, Text } from "@mantine/core";
import { formatPercent } from "./format.ts";

interface Bar {
  label: string;
  /** A share, from 0 to 1. */
  value: number;
}

/** Named bars, longest first, each with its figure. */
export function BarList({ bars, label }: { bars: readonly Bar[]; label: string }) {
  const longest = Math.max(...bars.map(({ value }) => value), 1e-9);
  return (
    <Stack gap={12} component="ul" p={0} m={0} aria-label={label} style={{ listStyle: "none" }}>
      {bars.map(({ label: name, value }) => (
        <li key={name}>
          <Group justify="space-between" gap="xs" mb={4} wrap="nowrap">
            <Text size="sm" truncate title={name}>
              {name}
            </Text>
            <Text size="sm" c="dimmed" className="number">
              {formatPercent(value, 1)}
            </Text>
          </Group>
          <Box h={6} bg="var(--track)" style={{ borderRadius: 3, overflow: "hidden" }} aria-hidden>
            <Box h="100%" w={`${(value / longest) * 100}%`} bg="var(--mantine-primary-color-filled)" />
          </Box>
        </li>
      ))}
    </Stack>
  );
}
