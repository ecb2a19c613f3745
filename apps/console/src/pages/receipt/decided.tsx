import { SimpleGrid, Text } from "@mantine/core";
import { Arm } from "../../components/arm.tsx";
import { boundariesOf } from "../../components/bands.ts";
import { Fact } from "../../components/figure.tsx";
import { formatRisk, formatTime } from "../../components/format.ts";
import { Money } from "../../components/money-label.tsx";
import { RiskScale } from "../../components/risk.tsx";
import { Section } from "../../components/section.tsx";
import { TreatmentBadge, treatmentLabel } from "../../components/treatment.tsx";
import type { Receipt } from "./queries.ts";

/** What was decided, by which rule, and who asked for it. */
export function Decided({ receipt }: { receipt: Receipt }) {
  const { decision, rawScore, experiment, inForceSince } = receipt;
  const boundaries = boundariesOf(decision.run.policy.bands);
  return (
    <Section title="What was decided">
      <TreatmentBadge treatment={decision.treatment} legalReviewNeeded={decision.legalReviewNeeded} />
      <Text mt="sm" size="sm" style={{ textWrap: "pretty" }}>
        {ruleInWords(receipt)}
      </Text>
      <RiskScale risk={decision.riskScore} bands={decision.run.policy.bands} />
      <SimpleGrid mt="md" cols={{ base: 2, xs: 3 }} spacing="lg" verticalSpacing="md">
        <Fact label="Risk, calibrated">{formatRisk(decision.riskScore, boundaries)}</Fact>
        <Fact label="Before calibration">{rawScore == null ? null : formatRisk(rawScore)}</Fact>
        <Fact label="Expected net recovery, assumed">
          <Money value={decision.expectedNetRecovery} />
        </Fact>
        <Fact label="Model">
          {decision.run.isBaseRate ? "Base rate, " : ""}version {receipt.modelVersion}
        </Fact>
        <Fact label="Policy">version {receipt.policyVersion}</Fact>
        <Fact label="Segment">{decision.segment}</Fact>
        <Fact label="Run">
          {receipt.runNumber}
          {decision.revision > 0 && `, decided again (${decision.revision})`}
        </Fact>
        <Fact label="Run asked for by">{receipt.actor ?? "the program"}</Fact>
        <Fact label="Run in force since">{inForceSince ? formatTime(inForceSince) : "never in force"}</Fact>
      </SimpleGrid>
      {experiment && <Arm experiment={experiment} />}
      {experiment?.championScore != null && (
        <Text size="xs" c="dimmed" mt={4}>
          The model in force says {formatRisk(experiment.championScore, boundaries)}.
        </Text>
      )}
      {decision.outOfBag && (
        <Text size="xs" c="dimmed" mt="md">
          Scored only by the parts of the model that never saw this borrower.
        </Text>
      )}
    </Section>
  );
}

/** The rule's sentence with the treatments as people call them, and without the one that stands above it. */
function ruleInWords({ rule, alternatives, decision }: Receipt): string {
  const names = [...alternatives.map(({ treatment }) => treatment), decision.treatment];
  const words = names.reduce((text, name) => text.replaceAll(name, treatmentLabel(name).toLowerCase()), rule);
  const why = words.slice(words.indexOf(": ") + 2);
  return why.charAt(0).toUpperCase() + why.slice(1);
}
