import { Box, Skeleton, Text } from "@mantine/core";
import type { PlotSettings } from "plotly.js-cartesian-dist-min";
import { useEffect, useRef, useState } from "react";
import { type PlotColors, usePlotColors } from "./plot-colors.ts";

/** Traces and layout in Plotly's own words. */
export interface Figure {
  traces: readonly PlotSettings[];
  layout: { xaxis: PlotSettings; yaxis: PlotSettings } & PlotSettings;
}

interface PlotProps {
  /** What is to be seen, for those who cannot see it. */
  label: string;
  height: number;
  /** The same function for the same data: the plot is drawn again whenever it, or the colours, change. */
  draw: (colors: PlotColors) => Figure;
}

type State = "LOADING" | "DRAWN" | "FAILED";

/** A plot by Plotly, which comes with the first plot and not before: it is larger than all of the console. */
export function Plot({ label, height, draw }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const colors = usePlotColors();
  const [state, setState] = useState<State>("LOADING");
  useEffect(() => {
    let isGone = false;
    async function show() {
      const { default: plotly } = await import("plotly.js-cartesian-dist-min");
      if (isGone || !box.current) return;
      const { traces, layout } = draw(colors);
      await plotly.react(box.current, traces, completed(layout, colors, height), config);
      if (!isGone) setState("DRAWN");
    }
    show().catch(() => !isGone && setState("FAILED"));
    return () => {
      isGone = true;
    };
  }, [draw, colors, height]);
  useEffect(() => (state === "DRAWN" && box.current ? keepFitting(box.current) : undefined), [state]);
  if (state === "FAILED") {
    return (
      <Text size="sm" c="dimmed" role="alert">
        The plot could not be drawn. Its numbers are below.
      </Text>
    );
  }
  return (
    <Box pos="relative" h={height}>
      {state === "LOADING" && <Skeleton pos="absolute" inset={0} h={height} aria-hidden />}
      <div ref={box} role="img" aria-label={label} style={{ height }} />
    </Box>
  );
}

/** Draws anew whenever the box's width changes, by whatever: Plotly's own way only hears of the window's. */
function keepFitting(box: HTMLElement): () => void {
  // It has come already, or nothing would be drawn.
  const plotly = import("plotly.js-cartesian-dist-min").then((module) => module.default);
  let drawnWidth = box.offsetWidth;
  const observer = new ResizeObserver(() => {
    const width = box.offsetWidth;
    // Plotly refuses a box that is not shown.
    if (width === 0 || width === drawnWidth) return;
    drawnWidth = width;
    void plotly.then(({ Plots }) => box.isConnected && Plots.resize(box));
  });
  observer.observe(box);
  return () => {
    observer.disconnect();
    void plotly.then(({ purge }) => purge(box));
  };
}

const config = { displayModeBar: false, showTips: false };

/** What every plot has in common: our colours and letters, and no dragging, so that a finger scrolls the page. */
function completed({ xaxis, yaxis, ...layout }: Figure["layout"], colors: PlotColors, height: number) {
  const axis = {
    gridcolor: colors.line,
    linecolor: colors.line,
    zeroline: false,
    fixedrange: true,
    automargin: true,
  };
  return {
    height,
    autosize: true,
    dragmode: false,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: colors.fontFamily, size: 12, color: colors.dimmed },
    margin: { l: 8, r: 12, t: 8, b: 8 },
    hoverlabel: {
      bgcolor: colors.surface,
      bordercolor: colors.line,
      align: "left",
      font: { family: colors.fontFamily, size: 13, color: colors.text },
    },
    legend: {
      orientation: "h",
      x: 0,
      xanchor: "left",
      y: 1.02,
      yanchor: "bottom",
      itemclick: false,
      itemdoubleclick: false,
    },
    ...layout,
    xaxis: { ...axis, ...xaxis },
    yaxis: { ...axis, ...yaxis },
  };
}
