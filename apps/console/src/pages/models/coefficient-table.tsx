import { Text } from "@mantine/core";
import { columnLabel } from "../../components/column-label.ts";
import { type Column, DataTable } from "../../components/data-table.tsx";
import type { Model } from "./queries.ts";

type Coefficient = NonNullable<Model["coefficients"]>[number];

const columns: readonly Column<Coefficient>[] = [
  {
    label: "Column",
    part: "lead",
    cell: ({ feature, level }) => (
      <>
        <Text inherit fw={500}>
          {columnLabel(feature)}
        </Text>
        <Text size="xs" c="dimmed">
          {level == null ? "for one standard deviation" : levelText(level)}
        </Text>
      </>
    ),
  },
  { label: "Coefficient", isNumber: true, cell: ({ value }) => <b>{number(value)}</b> },
  {
    label: "Standard error",
    isNumber: true,
    cell: ({ standardError }) => (standardError == null ? "unknown" : standardError.toFixed(3)),
  },
];

/** What each column adds to the log-odds of a loss, with how uncertain that is. */
export function CoefficientTable({ coefficients }: { coefficients: readonly Coefficient[] }) {
  return (
    <>
      <Text size="sm" c="dimmed" mb="xs">
        What is added to the log-odds of a loss: above 0 is riskier. A category is measured from the average
        loan.
      </Text>
      <DataTable
        label="Coefficients"
        columns={columns}
        rows={coefficients}
        rowKey={({ feature, level }) => `${feature} ${level ?? ""}`}
      />
    </>
  );
}

function levelText(level: string): string {
  if (level === "(missing)") return "unknown";
  return level === "(other)" ? "any other" : level;
}

function number(value: number): string {
  const shown = Math.abs(value).toFixed(3);
  return Number(shown) === 0 || value > 0 ? shown : `−${shown}`;
}
