import { memo, type ReactNode } from "react";
import { formatChange, formatCount, formatPercent, formatShortAmount } from "../../components/format.ts";
import { TreatmentBadge } from "../../components/treatment.tsx";
import classes from "./totals-table.module.css";
import type { TreatmentTotals } from "./use-preview.ts";

export type View = "loans" | "money" | "work";

interface TotalsTableProps {
  totals: readonly TreatmentTotals[];
  view: View;
  currency: string;
}

interface Column {
  label: string;
  cell: (row: TreatmentTotals) => ReactNode;
}

const CalmBadge = memo(TreatmentBadge);

/** What each treatment gets, hardest first, and all together: three figures of it at a time, so that they fit a phone. */
export function TotalsTable({ totals, view, currency }: TotalsTableProps) {
  const all = sumOf(totals);
  const shown = totals.filter(({ loans, before }) => loans > 0 || before > 0).reverse();
  const columns = columnsOf(view, currency, all.loans);
  return (
    <table className={classes.table} aria-label="Loans by treatment">
      <thead>
        <tr>
          <th scope="col">Treatment</th>
          {columns.map(({ label }) => (
            <th key={label} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...shown, all].map((row) => (
          <tr key={row.treatment} data-treatment={row.treatment}>
            <td>{row.treatment ? <CalmBadge treatment={row.treatment} /> : "All"}</td>
            {columns.map(({ label, cell }) => (
              <td key={label} className="number">
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function sumOf(totals: readonly TreatmentTotals[]): TreatmentTotals {
  const sum = (value: (row: TreatmentTotals) => number) =>
    totals.reduce((result, row) => result + value(row), 0);
  return {
    treatment: "",
    loans: sum(({ loans }) => loans),
    before: sum(({ before }) => before),
    outstanding: sum(({ outstanding }) => outstanding),
    expectedNetRecovery: sum(({ expectedNetRecovery }) => expectedNetRecovery),
    cost: sum(({ cost }) => cost),
    agentHours: sum(({ agentHours }) => agentHours),
    legalCases: sum(({ legalCases }) => legalCases),
  };
}

function columnsOf(view: View, currency: string, all: number): Column[] {
  const money = (value: number) => formatShortAmount(value, currency);
  const rounded = (value: number) => formatCount(Math.round(value));
  const share = (loans: number) => formatPercent(loans / all, loans === 0 || loans === all ? 0 : 1);
  if (view === "money") {
    return [
      { label: "Outstanding", cell: ({ outstanding }) => money(outstanding) },
      { label: "Expected net", cell: ({ expectedNetRecovery }) => money(expectedNetRecovery) },
      { label: "Cost", cell: ({ cost }) => money(cost) },
    ];
  }
  if (view === "work") {
    return [
      { label: "Loans", cell: ({ loans }) => formatCount(loans) },
      { label: "Agent hours", cell: ({ agentHours }) => rounded(agentHours) },
      { label: "Legal cases", cell: ({ legalCases }) => rounded(legalCases) },
    ];
  }
  return [
    { label: "Loans", cell: ({ loans }) => <b>{formatCount(loans)}</b> },
    {
      label: "Change",
      cell: (row) => (row.treatment ? <Difference value={row.loans - row.before} /> : null),
    },
    { label: "Share", cell: ({ loans }) => (all > 0 ? share(loans) : "—") },
  ];
}

function Difference({ value }: { value: number }) {
  return (
    <span className={value === 0 ? classes.none : classes.change}>
      {value === 0 ? "none" : formatChange(value)}
    </span>
  );
}
