import { useCallback } from "react";
import type { Column } from "../../components/data-table.tsx";
import { countOf, formatAmount, formatCount, formatPercent, formatRisk } from "../../components/format.ts";
import { type Figure, Plot } from "../../components/plot.tsx";
import type { PlotColors } from "../../components/plot-colors.ts";
import { groupByIncome, type IncomeGroup } from "./bins.ts";
import { PlotSection } from "./plot-section.tsx";
import type { Point } from "./queries.ts";

interface IncomePlotProps {
  points: readonly Point[] | null | undefined;
  currency: string;
}

/** Whether those who earn less are scored riskier, and whether they were. */
export function IncomePlot({ points, currency }: IncomePlotProps) {
  const draw = useCallback(
    (colors: PlotColors) => figureOf(points ?? [], currency, colors),
    [points, currency],
  );
  const groups = groupByIncome(points ?? []);
  const range = ({ from, to }: IncomeGroup) =>
    `${formatAmount(from, currency)} to ${formatAmount(to, currency)}`;
  const columns: Column<IncomeGroup>[] = [
    { label: "Monthly income", part: "lead", cell: range },
    { label: "Loans", isNumber: true, cell: ({ loans }) => formatCount(loans) },
    { label: "Mean risk", isNumber: true, cell: ({ meanRisk }) => <b>{formatPercent(meanRisk, 1)}</b> },
    {
      label: "Not recovered",
      isNumber: true,
      cell: ({ notRecovered }) => (notRecovered === null ? "unknown" : formatPercent(notRecovered, 1)),
    },
  ];
  const means = groups.map((group) => `${range(group)}: ${formatPercent(group.meanRisk)}`).join("; ");
  return (
    <PlotSection
      title="Monthly income against risk"
      hint="Each mark is a loan of a sample, with the score of those parts of the model that never saw the borrower. The numbers are of fifths of the loans by income."
      rows={groups}
      columns={columns}
      rowKey={({ from, to }) => `${from} ${to}`}
    >
      <Plot
        label={`Monthly income against risk, ${countOf(points?.length ?? 0, "loan")}. Mean risk by income: ${means}.`}
        height={420}
        draw={draw}
      />
    </PlotSection>
  );
}

function figureOf(points: readonly Point[], currency: string, colors: PlotColors): Figure {
  // Told apart by their shape as well. The lost loans are drawn last: they are fewer, and what is looked for.
  const kinds = [
    { name: "Outcome unknown", is: null, color: colors.dimmed, symbol: "square-open" },
    { name: "Recovered", is: false, color: colors.recovered, symbol: "circle" },
    { name: "Not recovered", is: true, color: colors.notRecovered, symbol: "x" },
  ];
  const traces = kinds.flatMap(({ name, is, color, symbol }) => {
    const own = points.filter(({ isNotRecovered }) => (isNotRecovered ?? null) === is);
    if (own.length === 0) return [];
    return {
      type: "scatter",
      mode: "markers",
      name,
      x: own.map(({ income }) => income),
      y: own.map(({ risk }) => risk),
      marker: { color, symbol, size: 6, opacity: 0.65 },
      hovertext: own.map(
        ({ income, risk }) =>
          `${formatAmount(income, currency)} a month<br><b>${formatRisk(risk)}</b> ${name.toLowerCase()}`,
      ),
      hoverinfo: "text",
    };
  });
  return {
    traces,
    layout: {
      showlegend: true,
      hovermode: "closest",
      margin: { l: 8, r: 12, t: 36, b: 8 },
      xaxis: {
        title: { text: `Monthly income (${currency})`, standoff: 12 },
        tickformat: "~s",
        ...incomeScale(points),
      },
      yaxis: { title: { text: "Risk", standoff: 12 }, tickformat: ".0%", range: [-0.02, 1.02] },
    },
  };
}

/** A few very large incomes would press all others to the edge: then each step is a doubling, not a sum. */
function incomeScale(points: readonly Point[]): Record<string, string> {
  const incomes = points.map(({ income }) => income).sort((a, b) => a - b);
  const isSkewed = incomes[0] > 0 && incomes[incomes.length - 1] > 6 * incomes[incomes.length >> 1];
  return isSkewed ? { type: "log", dtick: "D2" } : { type: "linear" };
}
