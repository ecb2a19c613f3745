import { Badge, Group, Text } from "@mantine/core";
import { IconGavel, IconHandStop, IconHeartHandshake, IconMail } from "@tabler/icons-react";
import type { Treatment } from "./bands.ts";

export const treatmentLabels: Record<Treatment, string> = {
  LEGAL_ACTION: "Legal action",
  SETTLEMENT_OFFER: "Settlement offer",
  REMINDER: "Reminder",
  HOLD: "Hold",
};

/** One colour for each treatment, everywhere. */
export const treatmentColors: Record<Treatment, string> = {
  LEGAL_ACTION: "red",
  SETTLEMENT_OFFER: "yellow",
  REMINDER: "teal",
  HOLD: "gray",
};

/** Strong enough for a mark on either background. */
export function treatmentMark(treatment: Treatment): string {
  return `var(--treatment-${treatment.toLowerCase().replace("_", "-")})`;
}

export const treatmentIcons = {
  LEGAL_ACTION: IconGavel,
  SETTLEMENT_OFFER: IconHeartHandshake,
  REMINDER: IconMail,
  HOLD: IconHandStop,
};

interface TreatmentBadgeProps {
  treatment: Treatment;
  legalReviewNeeded?: boolean;
}

/** A treatment as a badge, never by its colour alone; legal action says that a person reviews it first. */
export function TreatmentBadge({ treatment, legalReviewNeeded }: TreatmentBadgeProps) {
  const Icon = treatmentIcons[treatment];
  return (
    <Group gap="2px 8px">
      <Badge color={treatmentColors[treatment]} leftSection={<Icon size={14} aria-hidden />}>
        {treatmentLabels[treatment]}
      </Badge>
      {legalReviewNeeded && (
        <Text size="xs" c="dimmed">
          Legal review needed
        </Text>
      )}
    </Group>
  );
}
