import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { Disclosure } from "../../components/disclosure.tsx";
import { Section } from "../../components/section.tsx";

interface PlotSectionProps<Row> {
  title: string;
  hint: string;
  /** Null where the training loans lack the column. */
  rows: readonly Row[] | null;
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string | number;
  /** The plot, where there is something to draw. */
  children: ReactNode;
}

/** A plot, with its numbers for those who cannot see it or want to know exactly. */
export function PlotSection<Row>({ title, hint, rows, columns, rowKey, children }: PlotSectionProps<Row>) {
  if (!rows || rows.length === 0) {
    return (
      <Section title={title}>
        <Text size="sm" c="dimmed">
          The training loans have no column for this.
        </Text>
      </Section>
    );
  }
  return (
    <Section title={title} hint={hint}>
      {children}
      <Disclosure label="Show the numbers">
        <DataTable label={`Numbers: ${title}`} columns={columns} rows={rows} rowKey={rowKey} />
      </Disclosure>
    </Section>
  );
}
