import { Box, Button, Group, Text, ThemeIcon } from "@mantine/core";
import { IconReceipt } from "@tabler/icons-react";
import { Link, useLocation } from "react-router";
import { Arm } from "../../components/arm.tsx";
import { type Band, boundariesOf } from "../../components/bands.ts";
import { formatRisk } from "../../components/format.ts";
import { RiskScale } from "../../components/risk.tsx";
import { Section } from "../../components/section.tsx";
import { treatmentLabel, treatmentLook } from "../../components/treatment.tsx";
import type { Borrower } from "./queries.ts";

const advice: Readonly<Record<string, string>> = {
  LEGAL_ACTION: "A proposal only: a person reviews it before anything is sent.",
  SETTLEMENT_OFFER: "Offer a settlement while part of the money can still be had.",
  REMINDER: "A friendly reminder is likely to be enough.",
  HOLD: "Must not be treated now.",
};

/** What to do, and the score that led to it, among the policy's bands. */
export function DecisionCard({ borrower }: { borrower: Borrower }) {
  const lead = borrower.leadDecision;
  // The way back to the worklist as it was left.
  const { state } = useLocation() as { state: unknown };
  if (!lead) {
    return (
      <Section title="What to do">
        <Text c="dimmed" size="sm">
          Nothing now. No loan of this borrower is decided in the active run: each is finished, gone or on
          hold.
        </Text>
      </Section>
    );
  }
  const bands: readonly Band[] = lead.run.policy.bands;
  const { icon: Icon, color } = treatmentLook(lead.treatment);
  return (
    <Section title="What to do">
      <Group gap="md" wrap="nowrap" align="flex-start">
        <ThemeIcon size={44} radius="md" variant="light" color={color}>
          <Icon size={24} stroke={1.75} aria-hidden />
        </ThemeIcon>
        <Box>
          <Text fw={600} fz="lg" lh={1.3}>
            {treatmentLabel(lead.treatment)}
          </Text>
          <Text size="sm" c="dimmed">
            {advice[lead.treatment] ?? ""}
          </Text>
        </Box>
      </Group>
      <Group align="baseline" gap={10} mt="lg">
        <Text fz={32} fw={600} lh={1.1} className="number">
          {formatRisk(lead.riskScore, boundariesOf(bands))}
        </Text>
        <Text c="dimmed" size="sm">
          risk that the money is not recovered
        </Text>
      </Group>
      <RiskScale risk={lead.riskScore} bands={bands} />
      <Text size="xs" c="dimmed" mt="xs">
        {lead.run.isBaseRate
          ? "The base rate: no model that can tell loans apart is active."
          : `Scored by model ${lead.modelVersion}, decided by policy version ${lead.run.policy.version}.`}
        {lead.outOfBag && " Scored only by the parts of the model that never saw this borrower."}
      </Text>
      {lead.experiment && <Arm experiment={lead.experiment} />}
      <Button
        component={Link}
        to={`/decisions/${lead.id}`}
        state={state}
        variant="default"
        size="xs"
        mt="md"
        style={{ alignSelf: "flex-start" }}
        leftSection={<IconReceipt size={14} aria-hidden />}
      >
        Receipt
      </Button>
    </Section>
  );
}
