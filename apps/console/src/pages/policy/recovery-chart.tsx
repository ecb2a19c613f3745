import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { formatPercent } from "../../components/format.ts";
import { treatmentLook } from "../../components/treatment.tsx";
import classes from "./recovery-chart.module.css";
import { cornersOf, movePoint } from "./recovery-curve.ts";
import type { Estimate } from "./recovery-estimate.tsx";
import { type Curve, labelOf } from "./rules.ts";

interface RecoveryChartProps {
  curves: readonly Curve[];
  /** The one whose points can be moved; the others stand behind it, to be held against. */
  chosen: Curve;
  /** What experiments have measured of it, drawn behind its points. */
  estimated: Estimate["points"];
  onChange: (recovery: Curve["recovery"]) => void;
}

/** Assumed recovery by risk: points to drag, or to move by the arrow keys. */
export function RecoveryChart({ curves, chosen, estimated, onChange }: RecoveryChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const points = chosen.recovery;

  function drag(event: PointerEvent<HTMLDivElement>, index: number) {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || !box.current) return;
    const { left, top, width, height } = box.current.getBoundingClientRect();
    const risk = (event.clientX - left) / width;
    onChange(movePoint(points, index, { risk, probability: 1 - (event.clientY - top) / height }));
  }
  function press(event: KeyboardEvent, index: number) {
    const step = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (!step) return;
    event.preventDefault();
    const { risk, probability } = points[index];
    onChange(
      movePoint(points, index, { risk: risk + step[0] / 100, probability: probability + step[1] / 100 }),
    );
  }

  return (
    <div className={classes.frame}>
      <div className={`number ${classes.scale}`} aria-hidden>
        {[1, 0.5, 0].map((tick) => (
          <span key={tick}>{formatPercent(tick)}</span>
        ))}
      </div>
      <div ref={box} className={classes.plot}>
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height="100%" aria-hidden>
          {[25, 50, 75].map((y) => (
            <line key={y} x1={0} x2={100} y1={y} y2={y} className={classes.grid} />
          ))}
          {curves.map((curve) => (
            <Line key={curve.treatment} curve={curve} isChosen={curve === chosen} />
          ))}
        </svg>
        <Estimated points={estimated} />
        {points.map(({ risk, probability }, index) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: a point is its place in the curve
            key={index}
            role="slider"
            tabIndex={0}
            aria-label={`${labelOf(chosen.treatment)}: assumed recovery at ${formatPercent(risk)} risk`}
            aria-valuemin={0}
            aria-valuemax={1}
            aria-valuenow={probability}
            aria-valuetext={formatPercent(probability)}
            aria-orientation="vertical"
            className={classes.point}
            style={{ left: `${risk * 100}%`, top: `${(1 - probability) * 100}%` }}
            onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={(event) => drag(event, index)}
            onKeyDown={(event) => press(event, index)}
          />
        ))}
      </div>
      <div className={`number ${classes.axis}`} aria-hidden>
        <span>0%</span>
        <span>risk score</span>
        <span>100%</span>
      </div>
    </div>
  );
}

/** Each estimated point with its interval. The figures stand below the chart in words. */
function Estimated({ points }: { points: Estimate["points"] }) {
  return points.map(({ risk, probability, low, high }) => (
    <div
      key={risk}
      aria-hidden
      className={classes.interval}
      style={{ left: `${risk * 100}%`, top: `${(1 - high) * 100}%`, height: `${(high - low) * 100}%` }}
    >
      <span style={{ top: `${((high - probability) / (high - low)) * 100}%` }} />
    </div>
  ));
}

function Line({ curve, isChosen }: { curve: Curve; isChosen: boolean }) {
  const corners = cornersOf(curve.recovery).map(
    ({ risk, probability }) => `${risk * 100},${(1 - probability) * 100}`,
  );
  return (
    <polyline
      points={corners.join(" ")}
      fill="none"
      vectorEffect="non-scaling-stroke"
      stroke={treatmentLook(curve.treatment).mark}
      strokeWidth={isChosen ? 2.5 : 1.25}
      opacity={isChosen ? 1 : 0.4}
    />
  );
}
