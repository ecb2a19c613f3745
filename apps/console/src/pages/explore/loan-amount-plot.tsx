import { useCallback } from "react";
import type { Column } from "../../components/data-table.tsx";
import { countOf, formatAmount, formatCount, formatPercent } from "../../components/format.ts";
import { type Figure, Plot } from "../../components/plot.tsx";
import type { PlotColors } from "../../components/plot-colors.ts";
import { type DrawnBin, drawnBins } from "./bins.ts";
import { PlotSection } from "./plot-section.tsx";
import type { Bin } from "./queries.ts";

interface LoanAmountPlotProps {
  bins: readonly Bin[] | null | undefined;
  currency: string;
}

/** How large the loans are. */
export function LoanAmountPlot({ bins, currency }: LoanAmountPlotProps) {
  const draw = useCallback((colors: PlotColors) => figureOf(bins ?? [], currency, colors), [bins, currency]);
  const total = (bins ?? []).reduce((sum, { count }) => sum + count, 0);
  const columns: Column<DrawnBin>[] = [
    { label: "Loan amount", part: "lead", cell: (bin) => rangeOf(bin, currency) },
    { label: "Loans", isNumber: true, cell: ({ count }) => <b>{formatCount(count)}</b> },
    { label: "Share", isNumber: true, cell: ({ count }) => formatPercent(count / total, 1) },
  ];
  const drawn = drawnBins(bins ?? []);
  const ofTheOpenBin = drawn.some(({ isOpen }) => isOpen)
    ? " The few largest share the last, paler bar: drawn to scale, they would press all others together."
    : "";
  return (
    <PlotSection
      title="Loan amounts"
      hint={`How many loans are how large.${ofTheOpenBin}`}
      rows={drawn}
      columns={columns}
      rowKey={({ from }) => from}
    >
      <Plot label={sentenceOf(drawn, currency)} height={280} draw={draw} />
    </PlotSection>
  );
}

function rangeOf({ from, to, isOpen }: DrawnBin, currency: string): string {
  if (isOpen) return `${formatAmount(from, currency)} and more`;
  return `${formatAmount(from, currency)} to ${formatAmount(to, currency)}`;
}

function sentenceOf(drawn: readonly DrawnBin[], currency: string): string {
  if (drawn.length === 0) return "No loan amounts";
  const most = drawn.reduce((best, bin) => (bin.count > best.count ? bin : best));
  return `Loans by amount in ${countOf(drawn.length, "bar")}. Most, ${countOf(most.count, "loan")}, are ${rangeOf(most, currency)}.`;
}

function figureOf(bins: readonly Bin[], currency: string, colors: PlotColors): Figure {
  const drawn = drawnBins(bins);
  return {
    traces: [
      {
        type: "bar",
        x: drawn.map(({ from, width }) => from + width / 2),
        width: drawn.map(({ width }) => width * 0.92),
        y: drawn.map(({ count }) => count),
        marker: { color: colors.primary, opacity: drawn.map(({ isOpen }) => (isOpen ? 0.5 : 1)) },
        hovertext: drawn.map((bin) => `${rangeOf(bin, currency)}<br><b>${countOf(bin.count, "loan")}</b>`),
        hoverinfo: "text",
      },
    ],
    layout: {
      showlegend: false,
      xaxis: {
        title: { text: `Loan amount (${currency})`, standoff: 12 },
        tickformat: "~s",
        showgrid: false,
        nticks: 6,
      },
      yaxis: { title: { text: "Loans", standoff: 12 }, tickformat: ",d", rangemode: "tozero" },
    },
  };
}
