import { Box } from "@mantine/core";
import { Fragment, type KeyboardEvent, memo, type PointerEvent, useId, useRef } from "react";
import type { Band } from "../../components/bands.ts";
import { countOf, formatBoundary, formatPercent } from "../../components/format.ts";
import { treatmentLabel, treatmentLook } from "../../components/treatment.tsx";
import { type Curves, histogram, moveBoundary } from "./curve.ts";
import classes from "./score-histogram.module.css";

const bars = 50;

interface ScoreHistogramProps {
  curves: Curves;
  bands: readonly Band[];
  /** @param index the band whose boundary moves */
  onChange: (bands: Band[], index: number) => void;
}

/** How many loans have which score, with the policy's boundaries as handles to drag or to move by the arrow keys. */
export function ScoreHistogram({ curves, bands, onChange }: ScoreHistogramProps) {
  const box = useRef<HTMLDivElement>(null);
  /** Where the plot stood when a handle was taken: to ask at every move would lay out the page twice a frame. */
  const plot = useRef({ left: 0, width: 1 });

  function take(event: PointerEvent<HTMLDivElement>) {
    event.currentTarget.setPointerCapture(event.pointerId);
    if (box.current) plot.current = box.current.getBoundingClientRect();
  }
  function drag(event: PointerEvent<HTMLDivElement>, index: number) {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { left, width } = plot.current;
    onChange(moveBoundary(bands, index, (event.clientX - left) / width, curves.steps), index);
  }
  function press(event: KeyboardEvent, index: number) {
    const { key } = event;
    const move = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 }[key];
    const end = { Home: 0, End: 1 }[key];
    if (move === undefined && end === undefined) return;
    event.preventDefault();
    const to = end ?? bands[index].from + (move ?? 0) / curves.steps;
    onChange(moveBoundary(bands, index, to, curves.steps), index);
  }

  return (
    <Box pt={34} px={12}>
      <div ref={box} className={classes.plot}>
        <Bars curves={curves} bands={bands} />
        {bands.slice(1).map((band, i) => (
          <div
            key={band.treatment}
            role="slider"
            tabIndex={0}
            aria-label={`Boundary between ${treatmentLabel(bands[i].treatment)} and ${treatmentLabel(band.treatment)}`}
            aria-valuemin={0}
            aria-valuemax={1}
            aria-valuenow={band.from}
            aria-valuetext={formatBoundary(band.from)}
            className={classes.handle}
            style={{ left: `${band.from * 100}%` }}
            onPointerDown={take}
            onPointerMove={(event) => drag(event, i + 1)}
            onKeyDown={(event) => press(event, i + 1)}
          >
            <span className={`number ${classes.value}`} data-side={sideOf(bands, i + 1)}>
              {formatBoundary(band.from)}
            </span>
          </div>
        ))}
      </div>
      <div className={`number ${classes.axis}`} aria-hidden>
        {[0, 0.25, 0.5, 0.75, 1].map((tick) => (
          <span key={tick} style={{ left: `${tick * 100}%` }}>
            {formatPercent(tick)}
          </span>
        ))}
      </div>
    </Box>
  );
}

/** The values stand away from each other, and never outside of the plot. */
function sideOf(bands: readonly Band[], index: number): "left" | "right" {
  const isLast = index === bands.length - 1;
  const { from } = bands[index];
  return from < 0.2 || (isLast && from < 0.8) ? "right" : "left";
}

function Bars({ curves, bands }: { curves: Curves; bands: readonly Band[] }) {
  const gradient = useId();
  return (
    <svg
      viewBox={`0 0 ${bars} 100`}
      preserveAspectRatio="none"
      width="100%"
      height="100%"
      role="img"
      aria-label="Loans by score"
    >
      {/* Hard stops: a bar across a boundary has the colour of both bands, each up to the boundary itself. */}
      <linearGradient id={gradient} gradientUnits="userSpaceOnUse" x1={0} x2={bars} y1={0} y2={0}>
        {bands.map(({ treatment, from }, i) => (
          <Fragment key={treatment}>
            <stop offset={from} stopColor={treatmentLook(treatment).mark} />
            <stop offset={bands[i + 1]?.from ?? 1} stopColor={treatmentLook(treatment).mark} />
          </Fragment>
        ))}
      </linearGradient>
      <Columns curves={curves} fill={`url(#${gradient})`} />
    </svg>
  );
}

/** The bars themselves stay as they are while a boundary moves: only the colours behind them do. */
const Columns = memo(function Columns({ curves, fill }: { curves: Curves; fill: string }) {
  const counts = histogram(curves, bars);
  const tallest = Math.max(...counts, 1);
  return (
    <>
      {counts.map((count, i) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: the bars are a fixed grid, their place is what they are
          key={i}
          x={i + 0.08}
          width={0.84}
          y={100 - (count / tallest) * 100}
          height={(count / tallest) * 100}
          fill={fill}
        >
          <title>{`${formatPercent(i / bars)} to ${formatPercent((i + 1) / bars)}: ${countOf(count, "loan")}`}</title>
        </rect>
      ))}
    </>
  );
});
