import { Box, Card, type CardProps, Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface SectionProps extends CardProps {
  title: ReactNode;
  /** One or two sentences that say how to read it. */
  hint?: ReactNode;
  /** At the right of the title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A card with a title: the unit that pages are made of. */
export function Section({ title, hint, actions, children, ...card }: SectionProps) {
  return (
    <Card component="section" {...card}>
      <Group justify="space-between" align="flex-start" gap="sm" mb="md">
        <Box style={{ flex: "1 1 240px" }}>
          <Title order={2}>{title}</Title>
          {hint && (
            <Text c="dimmed" size="sm" mt={2} maw={640} style={{ textWrap: "pretty" }}>
              {hint}
            </Text>
          )}
        </Box>
        {actions}
      </Group>
      {children}
    </Card>
  );
}
