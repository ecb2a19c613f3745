import { useQuery } from "@apollo/client/react";
import { Stack, Text } from "@mantine/core";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { formatCount } from "../../components/format.ts";
import { ErrorState, LoadingRows } from "../../components/states.tsx";
import { TreatmentBadge } from "../../components/treatment.tsx";
import type { PolicyContactsQuery } from "../../gql/graphql.ts";
import { contactsQuery } from "./preview-queries.ts";
import type { Rules } from "./rules.ts";

type Row = Extract<
  PolicyContactsQuery["simulatePolicy"],
  { __typename: "PolicySimulation" }
>["contacts"][number];

/** How much of what the policy asks for may be done now. */
export function ContactsPanel({ rules }: { rules: Rules }) {
  const options = { variables: { rules }, fetchPolicy: "no-cache" } as const;
  const asked = useQuery(contactsQuery, options);
  const { error, refetch } = asked;
  const data = asked.data ?? asked.previousData;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingRows rows={3} />;
  if (data.simulatePolicy.__typename !== "PolicySimulation") return null;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed" style={{ textWrap: "pretty" }}>
        What the contact rules say of each treatment at this moment. Later: outside of hours, or after too
        many attempts. Blocked: a hold, no consent, or something that is not known.
      </Text>
      <DataTable
        label="Contacts"
        columns={columns}
        rows={data.simulatePolicy.contacts}
        rowKey={({ treatment }) => treatment}
      />
    </Stack>
  );
}

const columns: Column<Row>[] = [
  { label: "Treatment", part: "lead", cell: ({ treatment }) => <TreatmentBadge treatment={treatment} /> },
  { label: "Now", isNumber: true, cell: ({ allowed }) => formatCount(allowed) },
  { label: "Later", isNumber: true, cell: ({ deferred }) => formatCount(deferred) },
  { label: "Blocked", isNumber: true, cell: ({ blocked }) => formatCount(blocked) },
];
