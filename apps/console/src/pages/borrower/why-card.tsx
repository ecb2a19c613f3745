import { Progress, Text } from "@mantine/core";
import { columnLabel } from "../../components/column-label.ts";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { formatCell, formatPercent } from "../../components/format.ts";
import { Section } from "../../components/section.tsx";
import type { Borrower } from "./queries.ts";

type Reason = Borrower["why"][number];

const columns: readonly Column<Reason>[] = [
  {
    label: "What",
    part: "lead",
    cell: ({ feature }) => (
      <Text inherit fw={500}>
        {columnLabel(feature)}
      </Text>
    ),
  },
  { label: "This loan", isNumber: true, cell: ({ value }) => <b>{formatCell(value)}</b> },
  {
    label: "Usual",
    isNumber: true,
    cell: ({ usual }) => (
      <Text inherit c="dimmed">
        {usual == null ? "unknown" : formatCell(usual)}
      </Text>
    ),
  },
  {
    label: "Weight in the model",
    part: "block",
    width: "34%",
    cell: ({ importance }) => (
      <Progress.Root size={6} bg="var(--track)" aria-label={formatPercent(importance)} miw={120}>
        <Progress.Section value={importance * 100} aria-label="Weight in the model" />
      </Progress.Root>
    ),
  },
];

/** What the model looked at most, with this loan's value beside the usual one. */
export function WhyCard({ borrower }: { borrower: Borrower }) {
  if (borrower.why.length === 0) {
    return (
      <Section title="Why this score">
        <Text c="dimmed" size="sm">
          Every loan has the same score, the base rate: there is nothing about this loan that moved it.
        </Text>
      </Section>
    );
  }
  return (
    <Section
      title="Why this score"
      hint="What the model looks at most, over all loans, with this loan beside the usual one. It is a comparison, not a proof."
    >
      <DataTable
        label="Why this score"
        columns={columns}
        rows={borrower.why}
        rowKey={({ feature }) => feature}
      />
    </Section>
  );
}
