import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { countOf, formatCount, formatPercent } from "../../components/format.ts";
import type { RecoveryEstimatesQuery } from "../../gql/graphql.ts";
import { curveOf } from "./recovery-curve.ts";
import type { Curve } from "./rules.ts";

type Estimates = RecoveryEstimatesQuery["recoveryEstimates"];
export type Estimate = Estimates["treatments"][number];

interface EstimateProps {
  estimates: Estimates;
  estimate: Estimate;
  onUse: (recovery: Curve["recovery"]) => void;
}

/** What experiments have measured of one treatment, to be held against the assumption and taken over. */
export function RecoveryEstimate({ estimates, estimate, onUse }: EstimateProps) {
  const { points, loans, missing } = estimate;
  const { windowDays, experiments } = estimates;
  if (points.length === 0) {
    return (
      <Text size="sm" c="dimmed" style={{ textWrap: "pretty" }}>
        {loans === 0
          ? "Nothing measured yet. An experiment at random shows what a treatment brings"
          : `${countOf(loans, "randomized loan")} with a known outcome so far: too few for an estimate`}
        ; it takes about {formatCount(missing)} more borrowers who got it by chance and whose window is over.
      </Text>
    );
  }
  return (
    <Stack gap={6}>
      <Group gap="xs" justify="space-between">
        <Group gap="xs">
          <Badge color="teal" title="Measured on borrowers who got the treatment by chance">
            Estimated
          </Badge>
          <Text size="sm">from {countOf(loans, "randomized loan")}</Text>
        </Group>
        <Button size="compact-sm" variant="default" onClick={() => onUse(curveOf(points))}>
          Use as the assumption
        </Button>
      </Group>
      <Group gap="4px 20px">
        {points.map(({ risk, probability, low, high }) => (
          <Text key={risk} size="sm" className="number">
            <b>{formatPercent(probability)}</b> ({formatPercent(low)} to {formatPercent(high)}) at{" "}
            {formatPercent(risk)} risk
          </Text>
        ))}
      </Group>
      <Text size="xs" c="dimmed" style={{ textWrap: "pretty" }}>
        Recovered in full within {windowDays} days of the first treatment, with 95 % intervals;{" "}
        {experiments.length === 1 ? "from the experiment" : "from the experiments"}{" "}
        {experiments.map((name) => `“${name}”`).join(", ")}. Payments are not imported: settlements and part
        payments count as not recovered, so that a treatment that settles for less looks worse than it is.
        Taken over, the curve is level beyond the first and the last of these risks.
      </Text>
    </Stack>
  );
}
