import { Badge, Box, Group, Stack, Text, Title } from "@mantine/core";
import { columnLabel } from "../../components/column-label.ts";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { DisclosureOnPhone } from "../../components/disclosure.tsx";
import { countOf, formatCount, formatPercent } from "../../components/format.ts";
import { Interval } from "../../components/interval.tsx";
import { Section } from "../../components/section.tsx";
import { treatmentLabel } from "../../components/treatment.tsx";
import type { Model } from "./queries.ts";

type ColumnFairness = Model["fairness"][number];
type FairGroup = ColumnFairness["groups"][number];

/** The gravest first. */
const order: readonly string[] = ["LEGAL_ACTION", "SETTLEMENT_OFFER", "REMINDER", "HOLD"];

/** How the groups of each protected column are scored and treated, by a model that never sees them. */
export function FairnessCard({ fairness }: { fairness: Model["fairness"] }) {
  return (
    <Section
      title="Fairness"
      hint="Protected columns are kept from the model; this is how their groups fare all the same. Below each figure is how far chance alone may move it. Calibration gap: above 0, the group is thought riskier than it is."
    >
      <Stack gap={36}>
        {fairness.map((column) => (
          <Protected key={column.column} fairness={column} />
        ))}
      </Stack>
    </Section>
  );
}

function Protected({ fairness: { column, text, groups } }: { fairness: ColumnFairness }) {
  const name = columnLabel(column);
  return (
    <Box>
      <Title order={3}>{name}</Title>
      <Text size="sm" mb="xs" maw={720}>
        {inWords(text, column)}
      </Text>
      <DisclosureOnPhone label={countOf(groups.length, "group")}>
        <DataTable
          isWide
          label={`Fairness by ${name.toLowerCase()}`}
          columns={columnsOf(groups)}
          rows={groups}
          rowKey={({ group }) => group}
        />
      </DisclosureOnPhone>
    </Box>
  );
}

/** The finding names column and treatments as the data does. */
function inWords(text: string, column: string): string {
  const named = order.reduce(
    (words, treatment) => words.replaceAll(treatment, treatmentLabel(treatment).toLowerCase()),
    text,
  );
  return named.replaceAll(column, columnLabel(column).toLowerCase());
}

function columnsOf(groups: readonly FairGroup[]): Column<FairGroup>[] {
  // HOLD, for one, is chosen by no score: a column of zeros would only be in the way.
  const chosen = order.filter((treatment) =>
    groups.some(({ selection }) =>
      selection.some((each) => each.treatment === treatment && each.rate.value > 0),
    ),
  );
  return [
    { label: "Group", part: "lead", width: "18%", cell: (group) => <GroupName group={group} /> },
    { label: "Borrowers", isNumber: true, width: "10%", cell: ({ borrowers }) => formatCount(borrowers) },
    ...chosen.map((treatment) => ({
      label: treatmentLabel(treatment),
      isNumber: true,
      cell: ({ selection }: FairGroup) => (
        <Interval of={selection.find((each) => each.treatment === treatment)?.rate} format={percent} />
      ),
    })),
    {
      label: "Ranking (ROC AUC)",
      isNumber: true,
      cell: ({ rocAuc }) => <Interval of={rocAuc} format={(value) => value.toFixed(3)} />,
    },
    {
      label: "Calibration gap",
      isNumber: true,
      cell: ({ calibrationGap }) => <Interval of={calibrationGap} format={points} />,
    },
  ];
}

function GroupName({ group: { group, isSmall } }: { group: FairGroup }) {
  const name = group === "(missing)" ? "Unknown" : `${group.charAt(0).toUpperCase()}${group.slice(1)}`;
  return (
    <Group gap="4px 8px">
      <Text inherit fw={500}>
        {name}
      </Text>
      {isSmall && <Badge color="gray">Too few to tell</Badge>}
    </Group>
  );
}

function percent(share: number): string {
  return formatPercent(share, 1);
}

/** "+1.2", in points, with a real minus sign. */
function points(share: number): string {
  const shown = Math.abs(share * 100).toFixed(1);
  if (Number(shown) === 0) return shown;
  return `${share > 0 ? "+" : "−"}${shown}`;
}
