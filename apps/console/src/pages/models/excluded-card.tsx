import { Badge, Text } from "@mantine/core";
import { columnLabel } from "../../components/column-label.ts";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { DisclosureOnPhone } from "../../components/disclosure.tsx";
import { countOf } from "../../components/format.ts";
import { Section } from "../../components/section.tsx";
import type { Model } from "./queries.ts";

type Excluded = Model["excluded"][number];

const reasons: Record<string, string> = {
  identifier: "Names a row",
  "known-after-treatment": "Known too late",
  protected: "Protected",
  "leak-suspect": "Suspected leak",
  constant: "Always the same",
  duplicate: "Copy of another",
  ignored: "Left out by a person",
};

const columns: readonly Column<Excluded>[] = [
  {
    label: "Column",
    part: "lead",
    cell: ({ column }) => (
      <Text inherit fw={500}>
        {columnLabel(column)}
      </Text>
    ),
  },
  { label: "Why", cell: ({ reason }) => <Badge color="gray">{reasons[reason] ?? reason}</Badge> },
  {
    label: "How it was found",
    part: "block",
    cell: ({ detail }) => (
      <Text inherit c="dimmed">{`${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`}</Text>
    ),
  },
];

/** The columns that the model was not allowed to see, and why. */
export function ExcludedCard({ excluded }: { excluded: Model["excluded"] }) {
  return (
    <Section
      title="Columns that were left out"
      hint="A column that is known only after collection would make the model look better than it is; a protected one must not decide how people are treated."
    >
      <DisclosureOnPhone label={countOf(excluded.length, "column")}>
        <DataTable
          label="Columns that were left out"
          columns={columns}
          rows={excluded}
          rowKey={({ column }) => column}
        />
      </DisclosureOnPhone>
    </Section>
  );
}
