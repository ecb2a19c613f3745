import { useElementSize } from "@mantine/hooks";
import { countOf, formatPercent } from "./format.ts";

interface Point {
  meanScore: number;
  observedRate: number;
  low: number;
  high: number;
  count: number;
}

type Place = (share: number) => number;

const margin = { left: 62, right: 20, top: 12, bottom: 50 };
const ticks = [0, 0.25, 0.5, 0.75, 1];
const largest = 400;

/** What was predicted against what happened, with intervals; a model that can be believed stays on the diagonal. */
export function CalibrationChart({ points }: { points: readonly Point[] }) {
  // Drawn as large as it is shown, so that its text keeps its size.
  const { ref, width } = useElementSize();
  const size = Math.min(width || largest, largest);
  const x: Place = (share) => margin.left + share * (size - margin.left - margin.right);
  const y: Place = (share) => size - margin.bottom - share * (size - margin.top - margin.bottom);
  return (
    <div ref={ref}>
      <svg
        width={size}
        height={size}
        role="img"
        aria-label="Predicted risk against the share that was really not recovered"
        style={{ display: "block", marginInline: "auto" }}
      >
        <Grid x={x} y={y} bottom={size} />
        <line
          x1={x(0)}
          y1={y(0)}
          x2={x(1)}
          y2={y(1)}
          stroke="var(--mantine-color-dimmed)"
          strokeDasharray="4 4"
        />
        {points.map((point) => (
          <Mark key={point.meanScore} point={point} x={x} y={y} />
        ))}
      </svg>
    </div>
  );
}

function Mark({ point, x, y }: { point: Point; x: Place; y: Place }) {
  const { meanScore, observedRate, low, high, count } = point;
  return (
    <g>
      <title>
        {`Predicted ${formatPercent(meanScore, 1)}, really ${formatPercent(observedRate, 1)} of ${countOf(count, "loan")}`}
      </title>
      <line
        x1={x(meanScore)}
        x2={x(meanScore)}
        y1={y(low)}
        y2={y(high)}
        stroke="var(--mantine-primary-color-filled)"
        strokeWidth={3}
        strokeLinecap="round"
        opacity={0.4}
      />
      <circle
        cx={x(meanScore)}
        cy={y(observedRate)}
        r={5}
        fill="var(--mantine-primary-color-filled)"
        stroke="var(--surface)"
        strokeWidth={1.5}
      />
    </g>
  );
}

function Grid({ x, y, bottom }: { x: Place; y: Place; bottom: number }) {
  return (
    <g fontSize={12} fill="var(--mantine-color-dimmed)" className="number">
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={x(0)} x2={x(1)} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
          <text x={x(tick)} y={y(0) + 20} textAnchor="middle">
            {formatPercent(tick)}
          </text>
          <text x={x(0) - 8} y={y(tick) + 4} textAnchor="end">
            {formatPercent(tick)}
          </text>
        </g>
      ))}
      <text x={x(0.5)} y={bottom - 8} textAnchor="middle">
        Predicted risk
      </text>
      <text transform={`translate(13 ${y(0.5)}) rotate(-90)`} textAnchor="middle">
        Really not recovered
      </text>
    </g>
  );
}
