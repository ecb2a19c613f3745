import { Box, Group, List, Text } from "@mantine/core";
import { boundariesOf } from "../../components/bands.ts";
import { formatRisk } from "../../components/format.ts";
import { RiskBar } from "../../components/risk.tsx";
import { Section } from "../../components/section.tsx";
import { TreatmentBadge, treatmentLabel } from "../../components/treatment.tsx";
import type { Explanation, LeadDecision } from "./queries.ts";

interface MilderCardProps {
  explanation: Explanation;
  decision: LeadDecision;
}

/** The smallest change after which the same model and policy would choose a milder treatment. */
export function MilderCard({ explanation: { milder, milderReason }, decision }: MilderCardProps) {
  if (!milder && !milderReason) return null;
  const { bands } = decision.run.policy;
  return (
    <Section
      title="What would lead to a milder treatment"
      hint="The smallest change after which the model would score the loan low enough. It is what the model would say, not advice: nothing shows that the change brings the money back."
    >
      {milder ? (
        <Group gap="16px 40px" align="flex-start">
          <Box style={{ flex: "1 1 260px" }}>
            <Text size="xs" c="dimmed" mb={4}>
              If it were
            </Text>
            <List size="sm" listStyleType="none" spacing={2}>
              {milder.changes.map((change) => (
                <List.Item key={change} fw={500}>
                  {change}
                </List.Item>
              ))}
            </List>
          </Box>
          <Box style={{ flex: "1 1 260px" }}>
            <Text size="xs" c="dimmed" mb={4}>
              The model and the policy would say
            </Text>
            <Group gap="8px 16px">
              <RiskBar risk={milder.riskScore} bands={bands} />
              <TreatmentBadge treatment={milder.treatment} />
            </Group>
            <Text size="xs" c="dimmed" mt={6}>
              Instead of {formatRisk(decision.riskScore, boundariesOf(bands))} and{" "}
              {treatmentLabel(decision.treatment).toLowerCase()}
            </Text>
          </Box>
        </Group>
      ) : (
        <Text size="sm">{milderReason}</Text>
      )}
    </Section>
  );
}
