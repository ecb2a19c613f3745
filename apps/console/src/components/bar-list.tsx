import { Box, Group, Stack, Text } from "@mantine/core";

interface Bar {
  label: string;
  /** Its length among the others; none below 0. */
  value: number;
  /** The figure as it is read. */
  text: string;
  /** The figure may be chance. */
  isUnclear?: boolean;
}

/** Named bars, each with its figure. */
export function BarList({ bars, label }: { bars: readonly Bar[]; label: string }) {
  const longest = Math.max(...bars.map(({ value }) => value), 1e-9);
  return (
    <Stack gap={12} component="ul" p={0} m={0} aria-label={label} style={{ listStyle: "none" }}>
      {bars.map(({ label: name, value, text, isUnclear }) => (
        <li key={name}>
          <Group justify="space-between" gap="xs" mb={4} wrap="nowrap">
            <Text size="sm" truncate title={name}>
              {name}
            </Text>
            <Text size="sm" c="dimmed" className="number" style={{ whiteSpace: "nowrap" }}>
              {text}
            </Text>
          </Group>
          <Box h={6} bg="var(--track)" style={{ borderRadius: 3, overflow: "hidden" }} aria-hidden>
            <Box
              h="100%"
              w={`${(Math.max(0, value) / longest) * 100}%`}
              bg={isUnclear ? "var(--unclear)" : "var(--mantine-primary-color-filled)"}
            />
          </Box>
        </li>
      ))}
    </Stack>
  );
}
