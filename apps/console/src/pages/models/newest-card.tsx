import { Text } from "@mantine/core";
import { countOf, formatDate, formatPercent } from "../../components/format.ts";
import { IntervalScale } from "../../components/interval-scale.tsx";
import { Section } from "../../components/section.tsx";
import type { Model } from "./queries.ts";

/** Whether what was learned from older loans holds on the newest; or why that cannot be told. */
export function NewestCard({ model: { outOfTime, outOfTimeReason, metrics } }: { model: Model }) {
  if (!outOfTime) {
    return outOfTimeReason == null ? null : (
      <Section title="On the newest loans">
        <Text size="sm">
          Whether it holds on loans that are newer than those it learned from cannot be checked.{" "}
          {outOfTimeReason}
        </Text>
      </Section>
    );
  }
  const { cutDate, testRows, trainRows, metrics: aged } = outOfTime;
  const isWorse = metrics != null && aged.rocAucHigh < metrics.rocAucLow;
  return (
    <Section
      title="On the newest loans"
      hint={`The same method, trained on ${countOf(trainRows, "loan")} from before ${formatDate(cutDate)} and tested on ${countOf(testRows, "loan")} from then on; no borrower is in both.`}
    >
      <Text>
        Of one lost and one recovered loan, it gives the lost one the higher score{" "}
        <b className="number">{formatPercent(aged.rocAuc, 1)}</b> of the time (AUC {aged.rocAuc.toFixed(3)}),
        between {formatPercent(aged.rocAucLow, 1)} and {formatPercent(aged.rocAucHigh, 1)} with{" "}
        {formatPercent(0.95)} confidence
        {aged.rocAucLow <= 0.5 ? ", which includes a coin toss." : "."}
        {isWorse && " That is worse than on all dates together: what it learned is going out of date."}
      </Text>
      <IntervalScale
        low={aged.rocAucLow}
        value={aged.rocAuc}
        high={aged.rocAucHigh}
        reference={0.5}
        referenceLabel="coin toss"
      />
      <Text size="sm" c="dimmed">
        Log loss {aged.logLoss.toFixed(3)}; knowing only the older loans' base rate would score{" "}
        {aged.baselineLogLoss.toFixed(3)}. Lower is better.
      </Text>
    </Section>
  );
}
