import { Badge, Group, Text } from "@mantine/core";
import {
  IconCircleDashed,
  IconGavel,
  IconHandStop,
  IconHeartHandshake,
  IconMail,
  IconPlayerPause,
} from "@tabler/icons-react";
import { columnLabel } from "./column-label.ts";

interface Look {
  /** A colour of the theme for each treatment, everywhere. */
  color: string;
  icon: typeof IconGavel;
  /** Strong enough for a mark on either background. */
  mark: string;
}

/** The treatments of the first policy. A policy may name others. */
const known: Readonly<Record<string, Look>> = {
  LEGAL_ACTION: { color: "red", icon: IconGavel, mark: "var(--treatment-legal-action)" },
  SETTLEMENT_OFFER: { color: "yellow", icon: IconHeartHandshake, mark: "var(--treatment-settlement-offer)" },
  REMINDER: { color: "teal", icon: IconMail, mark: "var(--treatment-reminder)" },
  HOLD: { color: "gray", icon: IconHandStop, mark: "var(--treatment-hold)" },
  NO_ACTION: { color: "gray", icon: IconPlayerPause, mark: "var(--treatment-hold)" },
};
const other: Look = { color: "indigo", icon: IconCircleDashed, mark: "var(--mantine-color-indigo-5)" };

export function treatmentLook(treatment: string): Look {
  return known[treatment] ?? other;
}

/** "SETTLEMENT_OFFER" becomes "Settlement offer". */
export function treatmentLabel(treatment: string): string {
  return columnLabel(treatment.toLowerCase());
}

interface TreatmentBadgeProps {
  treatment: string;
  legalReviewNeeded?: boolean;
}

/** A treatment as a badge, never by its colour alone; legal action says that a person reviews it first. */
export function TreatmentBadge({ treatment, legalReviewNeeded }: TreatmentBadgeProps) {
  const { icon: Icon, color } = treatmentLook(treatment);
  return (
    <Group gap="2px 8px">
      <Badge color={color} leftSection={<Icon size={14} aria-hidden />}>
        {treatmentLabel(treatment)}
      </Badge>
      {legalReviewNeeded && (
        <Text size="xs" c="dimmed">
          Legal review needed
        </Text>
      )}
    </Group>
  );
}
