import { Box, Card, Divider, Group, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
  IconEqual,
} from "@tabler/icons-react";
import { Figures } from "../../components/figure.tsx";
import { countOf, formatCount, formatPercent } from "../../components/format.ts";
import type { Model } from "./queries.ts";
import { isBaseRate, isOutOfTheRunning, wordsFor } from "./verdict.tsx";
import { explain } from "./verdict-text.ts";

const icons = {
  GOOD: IconCircleCheck,
  WEAK: IconCircleMinus,
  NOT_ENOUGH_DATA: IconCircleMinus,
  NO_USABLE_SIGNAL: IconCircleX,
};

function iconOf(model: Model) {
  if (isBaseRate(model)) return IconEqual;
  return isOutOfTheRunning(model) ? IconBan : icons[model.verdict];
}

/** Whether the model is worth anything: before any other figure, in plain words. */
export function VerdictCard({ model }: { model: Model }) {
  const { headline, color } = wordsFor(model);
  const Icon = iconOf(model);
  return (
    <Card component="section" p={{ base: "lg", sm: "xl" }}>
      <Group gap="lg" align="flex-start" wrap="nowrap">
        <ThemeIcon size={48} radius="xl" variant="light" color={color} visibleFrom="xs">
          <Icon size={28} stroke={1.75} aria-hidden />
        </ThemeIcon>
        <Box>
          <Title order={2} fz={20}>
            {headline}
          </Title>
          <Stack gap={6} mt={4} maw={720}>
            <Text>{explain(model)}</Text>
            {model.rowsNeeded != null && !isBaseRate(model) && (
              <Text>
                About {countOf(model.rowsNeeded, "finished loan")} of this kind would be needed to tell.
              </Text>
            )}
            {model.warnings.map(({ code, message }) => (
              <Group key={`${code} ${message}`} gap={8} wrap="nowrap" align="flex-start">
                <IconAlertTriangle size={16} aria-hidden style={{ flexShrink: 0, marginTop: 4 }} />
                <Text size="sm">{message}</Text>
              </Group>
            ))}
          </Stack>
        </Box>
      </Group>
      <Divider my="lg" />
      <Figures
        figures={[
          { label: "Loans learned from", value: formatCount(model.rows) },
          { label: "Borrowers", value: formatCount(model.borrowers) },
          { label: "Not recovered", value: formatPercent(model.positiveRate, 1), note: "the base rate" },
          ...(isBaseRate(model)
            ? []
            : [{ label: "Columns used", value: formatCount(model.features.length) }]),
        ]}
      />
    </Card>
  );
}
