import { useLazyQuery } from "@apollo/client/react";
import { Alert, Button, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconTargetArrow } from "@tabler/icons-react";
import { type Band, plainBands } from "../../components/bands.ts";
import { formatBoundary, formatMoney, formatShortAmount } from "../../components/format.ts";
import { treatmentLook } from "../../components/treatment.tsx";
import type { OptimizePolicyQuery } from "../../gql/graphql.ts";
import { Assumption } from "./part.tsx";
import { optimizeQuery } from "./preview-queries.ts";
import { labelOf, type Rules } from "./rules.ts";

type Optimum = Extract<OptimizePolicyQuery["optimizePolicy"], { __typename: "OptimizedPolicy" }>;

/** The thresholds that net the most by the assumptions, and how flat it is around them. */
export function OptimizerPanel({ rules, onUse }: { rules: Rules; onUse: (bands: Band[]) => void }) {
  const [find, { data, loading, error, variables }] = useLazyQuery(optimizeQuery, {
    fetchPolicy: "no-cache",
  });
  const answer = data?.optimizePolicy;
  const isOld = variables?.rules !== rules;
  return (
    <Stack gap="md">
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Assumption />
        <Text size="sm" c="dimmed" style={{ textWrap: "pretty" }}>
          The boundaries between the bands above that net the most under guardrails and capacity, if the
          recovery under Economics is right.
        </Text>
      </Group>
      <Group>
        <Button
          variant="default"
          leftSection={<IconTargetArrow size={16} />}
          loading={loading}
          onClick={() => void find({ variables: { rules } })}
        >
          Find the best thresholds
        </Button>
      </Group>
      {error && (
        <Alert color="red" role="alert">
          {error.message}
        </Alert>
      )}
      {answer?.__typename === "Refusal" && (
        <Alert color="red" role="alert">
          {answer.problems[0].message}
        </Alert>
      )}
      {answer?.__typename === "OptimizedPolicy" && (
        <Best optimum={answer} isOld={isOld} onUse={() => onUse(plainBands(answer.bands))} />
      )}
    </Stack>
  );
}

function Best({ optimum, isOld, onUse }: { optimum: Optimum; isOld: boolean; onUse: () => void }) {
  return (
    <Stack gap="md">
      <Group gap="md" align="center">
        <Text size="sm" style={{ flex: "1 1 260px" }}>
          {optimum.bands
            .slice(1)
            .map(({ treatment, from }) => `${labelOf(treatment)} from ${formatBoundary(from)}`)
            .join(", ")}
          : expected net recovery <b className="number">{formatMoney(optimum.expectedNetRecovery)}</b>.
        </Text>
        <Button size="xs" onClick={onUse}>
          Use these
        </Button>
      </Group>
      {optimum.countsExperiment !== null && (
        <Text size="sm" c="dimmed">
          {optimum.countsExperiment
            ? "The running experiment is counted in."
            : "For the whole book as if the running experiment, which tries another model, were not there."}
        </Text>
      )}
      {!optimum.fits && (
        <Alert color="yellow">
          No thresholds fit the capacity: these come closest. Hours or cases run short.
        </Alert>
      )}
      {isOld && (
        <Text size="xs" c="dimmed">
          The rules have changed since this was found.
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
        {optimum.curves.map((curve) => (
          <WorthCurve
            key={curve.treatment}
            curve={curve}
            best={optimum.bands.find(({ treatment }) => treatment === curve.treatment)?.from ?? 0}
          />
        ))}
      </SimpleGrid>
    </Stack>
  );
}

interface WorthPoint {
  from: number;
  worth: number;
  fits: boolean;
}

/** Net recovery as one boundary moves: a flat top means that the exact place matters little. */
function WorthCurve({ curve, best }: { curve: Optimum["curves"][number]; best: number }) {
  const name = labelOf(curve.treatment);
  const points: WorthPoint[] = curve.points.map(({ from, fits, expectedNetRecovery: { amount } }) => ({
    from,
    fits,
    worth: Number(amount),
  }));
  const currency = curve.points[0]?.expectedNetRecovery.currency ?? "USD";
  const fitting = points.filter(({ fits }) => fits);
  const top = Math.max(...fitting.map(({ worth }) => worth));
  const near = fitting.filter(({ worth }) => worth >= top - 0.01 * Math.abs(top)).map(({ from }) => from);
  const worths = points.map(({ worth }) => worth);
  return (
    <div>
      <Text size="sm" fw={500} mb={6}>
        Where {name} starts
      </Text>
      <WorthPlot points={points} best={best} name={name} color={treatmentLook(curve.treatment).mark} />
      <Group justify="space-between" className="number" fz="xs" c="dimmed">
        <span>{formatBoundary(points[0]?.from ?? 0)}</span>
        <span>{formatBoundary(points.at(-1)?.from ?? 1)}</span>
      </Group>
      <Text size="xs" c="dimmed" mt={4}>
        {near.length > 1 &&
          `Within 1% of the best from ${formatBoundary(near[0])} to ${formatBoundary(near[near.length - 1])}. `}
        Between {formatShortAmount(Math.min(...worths), currency)} and{" "}
        {formatShortAmount(Math.max(...worths), currency)}.
        {fitting.length < points.length && " Pale: hours or cases would not suffice."}
      </Text>
    </div>
  );
}

interface WorthPlotProps {
  points: readonly WorthPoint[];
  best: number;
  name: string;
  color: string;
}

function WorthPlot({ points, best, name, color }: WorthPlotProps) {
  const worths = points.map(({ worth }) => worth);
  const low = Math.min(...worths);
  const span = Math.max(...worths) - low || 1;
  const [first, last] = [points[0]?.from ?? 0, points.at(-1)?.from ?? 1];
  const x = (from: number) => ((from - first) / (last - first || 1)) * 100;
  const line = (shown: readonly WorthPoint[]) =>
    shown.map(({ from, worth }) => `${x(from)},${100 - ((worth - low) / span) * 94}`).join(" ");
  const stroke = { fill: "none", stroke: color, strokeWidth: 2, vectorEffect: "non-scaling-stroke" } as const;
  return (
    <svg
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      width="100%"
      height={90}
      role="img"
      aria-label={`Expected net recovery by where ${name} starts`}
      style={{ display: "block", overflow: "visible", borderBottom: "1px solid var(--line)" }}
    >
      <line
        x1={x(best)}
        x2={x(best)}
        y1={0}
        y2={100}
        stroke="var(--mantine-color-dimmed)"
        strokeDasharray="3 3"
        vectorEffect="non-scaling-stroke"
      />
      <polyline points={line(points)} {...stroke} opacity={0.3} />
      <polyline points={line(points.filter(({ fits }) => fits))} {...stroke} />
    </svg>
  );
}
