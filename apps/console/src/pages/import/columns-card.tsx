import { NativeSelect, Text } from "@mantine/core";
import { columnLabel } from "../../components/column-label.ts";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { Section } from "../../components/section.tsx";
import { doubleTargets, type MappingState } from "./mapping-state.ts";
import type { Preview } from "./queries.ts";

interface ColumnsCardProps {
  preview: Preview;
  state: MappingState;
  problems: readonly { path: string; message: string }[];
  onChange: (next: Partial<MappingState>) => void;
}

type PreviewColumn = Preview["columns"][number];

const roleNames: Record<string, string> = {
  identifier: "Ids",
  outcome: "Outcome",
  feature: "Facts that a model may use",
  protected: "Protected, never used to score",
  "known-after-treatment": "Known only after collection, never used to score",
  personal: "Contact, never used to score",
  date: "Dates",
};

/** One row for each column of the file: what it holds and what it becomes. */
export function ColumnsCard({ preview, state, problems, onChange }: ColumnsCardProps) {
  const doubles = new Set(doubleTargets(state));
  const options = optionsOf(preview);
  const set = (index: number, target: string) =>
    onChange({ targets: state.targets.map((old, i) => (i === index ? target : old)) });
  const complaint = (index: number) =>
    problems.find(({ path }) => path.startsWith(`columns.${index}`))?.message ??
    (doubles.has(state.targets[index]) ? "Two columns become this" : undefined);
  const columns: Column<PreviewColumn>[] = [
    { label: "In your file", part: "lead", cell: (column) => <Name column={column} /> },
    {
      label: "For example",
      part: "block",
      cell: ({ samples }) => (
        <Text size="sm" c="dimmed" lineClamp={2} maw={320} style={{ overflowWrap: "anywhere" }}>
          {samples.slice(0, 3).join(" · ")}
        </Text>
      ),
    },
    {
      label: "Becomes",
      part: "block",
      width: 300,
      cell: ({ index, name }) => (
        <NativeSelect
          aria-label={`${name} becomes`}
          data={options}
          value={state.targets[index]}
          error={complaint(index)}
          onChange={(event) => set(index, event.currentTarget.value)}
        />
      ),
    },
  ];
  return (
    <Section
      title="Columns"
      hint="What each column of your file becomes. Columns that are kept as they are may be used by a model too."
    >
      <DataTable label="Columns" columns={columns} rows={preview.columns} rowKey={({ index }) => index} />
    </Section>
  );
}

function Name({ column }: { column: PreviewColumn }) {
  const { index, name, explanation, suggestedTarget } = column;
  return (
    <>
      <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
        {name || `Column ${index + 1}`}
      </Text>
      {/* A column that bears our own name needs no reason. */}
      {explanation && suggestedTarget !== name && (
        <Text size="xs" c="dimmed" maw={360}>
          {explanation}
        </Text>
      )}
    </>
  );
}

function optionsOf(preview: Preview) {
  const roles = [...new Set(preview.targets.map(({ role }) => role))];
  return [
    { value: "attribute", label: "Keep as it is" },
    { value: "ignore", label: "Leave out" },
    ...roles.map((role) => ({
      group: roleNames[role] ?? role,
      items: preview.targets
        .filter((target) => target.role === role)
        .map(({ name, required }) => ({
          value: name,
          label: required ? `${columnLabel(name)} (needed)` : columnLabel(name),
        })),
    })),
  ];
}
