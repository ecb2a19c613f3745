import { useCallback } from "react";
import type { Column } from "../../components/data-table.tsx";
import { formatCell, formatCount } from "../../components/format.ts";
import { type Figure, Plot } from "../../components/plot.tsx";
import type { PlotColors } from "../../components/plot-colors.ts";
import { PlotSection } from "./plot-section.tsx";
import type { BoxOf } from "./queries.ts";

type NamedBox = BoxOf & { name: "Recovered" | "Not recovered" };

const number = (value: number) => formatCell(String(value));
const column = (label: string, read: (box: NamedBox) => string): Column<NamedBox> => ({
  label,
  isNumber: true,
  cell: read,
});

const columns: readonly Column<NamedBox>[] = [
  { label: "Outcome", part: "lead", cell: ({ name }) => <b>{name}</b> },
  column("Loans", ({ rows }) => formatCount(rows)),
  column("Median", ({ median }) => number(median)),
  column(
    "Middle half",
    ({ lowerQuartile, upperQuartile }) => `${number(lowerQuartile)} to ${number(upperQuartile)}`,
  ),
  column("Whiskers", ({ whiskerLow, whiskerHigh }) => `${number(whiskerLow)} to ${number(whiskerHigh)}`),
];

interface MissedPaymentsPlotProps {
  recovered: BoxOf | null | undefined;
  notRecovered: BoxOf | null | undefined;
}

/** A box for each outcome: had the lost loans missed more payments? */
export function MissedPaymentsPlot({ recovered, notRecovered }: MissedPaymentsPlotProps) {
  const draw = useCallback(
    (colors: PlotColors) => figureOf(boxesOf(recovered, notRecovered), colors),
    [recovered, notRecovered],
  );
  const boxes = boxesOf(recovered, notRecovered);
  return (
    <PlotSection
      title="Missed payments by outcome"
      hint="A box holds the middle half of the loans, its line the one in the middle. The whiskers reach the furthest values that are not unusual."
      rows={boxes}
      columns={columns}
      rowKey={({ name }) => name}
    >
      <Plot label={`Missed payments. ${boxes.map(sentenceOf).join(" ")}`} height={280} draw={draw} />
    </PlotSection>
  );
}

function boxesOf(
  recovered: BoxOf | null | undefined,
  notRecovered: BoxOf | null | undefined,
): readonly NamedBox[] {
  const boxes: NamedBox[] = [];
  if (notRecovered) boxes.push({ ...notRecovered, name: "Not recovered" });
  if (recovered) boxes.push({ ...recovered, name: "Recovered" });
  return boxes;
}

function sentenceOf({ name, median, lowerQuartile, upperQuartile }: NamedBox): string {
  return `${name}: ${number(median)} in the middle, half of the loans between ${number(lowerQuartile)} and ${number(upperQuartile)}.`;
}

function figureOf(boxes: readonly NamedBox[], colors: PlotColors): Figure {
  const traces = boxes.map((box) => {
    const color = box.name === "Recovered" ? colors.recovered : colors.notRecovered;
    return {
      type: "box",
      orientation: "h",
      name: box.name,
      y: [box.name],
      lowerfence: [box.whiskerLow],
      q1: [box.lowerQuartile],
      median: [box.median],
      q3: [box.upperQuartile],
      upperfence: [box.whiskerHigh],
      width: 0.5,
      whiskerwidth: 0.5,
      line: { width: 2, color },
      marker: { color },
      hoverinfo: "x",
    };
  });
  return {
    traces,
    layout: {
      showlegend: false,
      xaxis: { title: { text: "Missed payments", standoff: 12 }, rangemode: "tozero" },
      // The first box on top, as in the table.
      yaxis: {
        autorange: "reversed",
        showgrid: false,
        ticklabelstandoff: 8,
        tickfont: { size: 13, color: colors.text },
      },
    },
  };
}
