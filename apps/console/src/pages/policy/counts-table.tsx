import { Text } from "@mantine/core";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { formatAmount, formatChange, formatCount, formatPercent } from "../../components/format.ts";
import { TreatmentBadge } from "../../components/treatment.tsx";
import type { TreatmentCount } from "./curve.ts";

interface CountsTableProps {
  counts: readonly TreatmentCount[];
  /** The same for the policy in force. */
  active: readonly TreatmentCount[] | null;
  currency: string;
}

/** What the policy would do with every loan, beside what the one in force does. */
export function CountsTable({ counts, active, currency }: CountsTableProps) {
  const total = counts.reduce((sum, { loans }) => sum + loans, 0);
  const before = (count: TreatmentCount) =>
    active?.find(({ treatment }) => treatment === count.treatment)?.loans ?? 0;
  const columns: Column<TreatmentCount>[] = [
    { label: "Treatment", part: "lead", cell: ({ treatment }) => <TreatmentBadge treatment={treatment} /> },
    { label: "Loans", isNumber: true, cell: ({ loans }) => <b>{formatCount(loans)}</b> },
    {
      label: "Share",
      isNumber: true,
      cell: ({ loans }) =>
        total > 0 ? formatPercent(loans / total, loans === 0 || loans === total ? 0 : 1) : "—",
    },
    { label: "Change", isNumber: true, cell: (count) => <Change value={count.loans - before(count)} /> },
    { label: "Outstanding", isNumber: true, cell: ({ outstanding }) => formatAmount(outstanding, currency) },
  ];
  return (
    <DataTable
      label="Loans by treatment"
      columns={columns}
      rows={counts.filter((count) => count.loans > 0 || before(count) > 0).reverse()}
      rowKey={({ treatment }) => treatment}
      rowData={({ treatment }) => ({ "data-treatment": treatment })}
    />
  );
}

function Change({ value }: { value: number }) {
  return (
    <Text component="span" inherit c={value === 0 ? "dimmed" : undefined} fw={value === 0 ? undefined : 600}>
      {value === 0 ? "none" : formatChange(value)}
    </Text>
  );
}
