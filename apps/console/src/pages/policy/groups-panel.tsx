import { useQuery } from "@apollo/client/react";
import { Badge, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { columnLabel } from "../../components/column-label.ts";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { formatCell, formatCount, formatPercent } from "../../components/format.ts";
import { Interval } from "../../components/interval.tsx";
import { ErrorState, LoadingRows } from "../../components/states.tsx";
import type { PolicyGroupsQuery } from "../../gql/graphql.ts";
import { groupsQuery } from "./preview-queries.ts";
import { actionsOf, labelOf, type Rules } from "./rules.ts";

type GroupRate = Extract<
  PolicyGroupsQuery["simulatePolicy"],
  { __typename: "PolicySimulation" }
>["groups"][number];

/** Below this share of the highest group's rate a difference is worth a look (the four-fifths rule). */
const worthALook = 0.8;

/** How often each treatment falls on each group of a protected attribute. They never decide anything. */
export function GroupsPanel({ rules }: { rules: Rules }) {
  const asked = useQuery(groupsQuery, { variables: { rules }, fetchPolicy: "no-cache" });
  const { error, refetch } = asked;
  const data = asked.data ?? asked.previousData;
  const names = actionsOf(rules)
    .map(({ name }) => name)
    .toReversed();
  const [wanted, setWanted] = useState<string | null>(null);
  const [wantedAttribute, setAttribute] = useState<string | null>(null);
  const treatment = wanted !== null && names.includes(wanted) ? wanted : names[0];
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingRows rows={4} />;
  if (data.simulatePolicy.__typename !== "PolicySimulation") return null;
  const { groups } = data.simulatePolicy;
  if (groups.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        The book has no protected attribute, such as gender or age: there is nothing to compare.
      </Text>
    );
  }
  const attributes = [...new Set(groups.map((each) => each.attribute))];
  const attribute =
    wantedAttribute !== null && attributes.includes(wantedAttribute) ? wantedAttribute : attributes[0];
  const shown = groups.filter((each) => each.treatment === treatment && each.attribute === attribute);
  return (
    <Stack gap="sm">
      <Group align="flex-end" gap="md">
        <NativeSelect
          size="xs"
          label="Groups by"
          value={attribute}
          data={attributes.map((name) => ({ value: name, label: columnLabel(name) }))}
          onChange={(event) => setAttribute(event.currentTarget.value)}
        />
        <NativeSelect
          size="xs"
          label="How often they get"
          value={treatment}
          data={names.map((name) => ({ value: name, label: labelOf(name) }))}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
        <Text size="xs" c="dimmed" maw={460} style={{ textWrap: "pretty" }}>
          With 95% intervals. Below four fifths of the group that gets it most is worth a look, where the
          intervals lie apart: else chance may explain it.
        </Text>
      </Group>
      <DataTable
        label="Selection rate by group"
        columns={columns}
        rows={markApart(shown)}
        rowKey={({ group }) => group}
      />
    </Stack>
  );
}

type Row = GroupRate & { isApart: boolean };

/** Beside each group of an attribute whether its interval lies below that of the group with the highest rate. */
function markApart(groups: readonly GroupRate[]): Row[] {
  const highest = groups.find(({ ratioToHighest }) => ratioToHighest === 1);
  return groups.map((each) => ({ ...each, isApart: highest !== undefined && each.high < highest.low }));
}

const columns: Column<Row>[] = [
  {
    label: "Group",
    part: "lead",
    cell: ({ group }) => <b>{formatCell(group)}</b>,
  },
  { label: "Loans", isNumber: true, cell: ({ loans }) => formatCount(loans) },
  {
    label: "Rate",
    isNumber: true,
    cell: ({ rate, low, high }) => (
      <Interval of={{ value: rate, low, high }} format={(value) => formatPercent(value, 1)} />
    ),
  },
  {
    label: "Of the highest",
    isNumber: true,
    cell: ({ ratioToHighest, isApart }) => (
      <Group gap={6} justify="flex-end">
        {ratioToHighest < worthALook && (
          <Badge color={isApart ? "yellow" : "gray"}>{isApart ? "Worth a look" : "May be chance"}</Badge>
        )}
        <span className="number">{formatPercent(ratioToHighest)}</span>
      </Group>
    ),
  },
];
