import { Box, SimpleGrid, Text } from "@mantine/core";
import type { ReactNode } from "react";

/** A name and a value; a missing one is said to be unknown, never left blank. */
export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Box miw={0}>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text size="sm" component="div" style={{ overflowWrap: "anywhere" }}>
        {children ?? (
          <Text component="span" size="sm" c="dimmed">
            unknown
          </Text>
        )}
      </Text>
    </Box>
  );
}

interface Figure {
  label: string;
  value: ReactNode;
  /** What to hold it against. */
  note?: ReactNode;
}

/** A row of large figures. */
export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <SimpleGrid cols={{ base: 2, xs: 3, md: Math.min(figures.length, 6) }} spacing="lg" verticalSpacing="md">
      {figures.map(({ label, value, note }) => (
        <Box key={label} miw={0}>
          <Text size="xs" c="dimmed">
            {label}
          </Text>
          <Text fz={22} fw={600} lh={1.3} className="number">
            {value}
          </Text>
          {note && (
            <Text size="xs" c="dimmed" className="number">
              {note}
            </Text>
          )}
        </Box>
      ))}
    </SimpleGrid>
  );
}
