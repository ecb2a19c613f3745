import { Text } from "@mantine/core";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { Money } from "../../components/money-label.tsx";
import { Section } from "../../components/section.tsx";
import { TreatmentBadge } from "../../components/treatment.tsx";
import type { Receipt } from "./queries.ts";

/** What each treatment would have been worth for this loan. */
export function Alternatives({ receipt: { alternatives, decision } }: { receipt: Receipt }) {
  const columns: Column<Receipt["alternatives"][number]>[] = [
    { label: "Treatment", part: "lead", cell: ({ treatment }) => <TreatmentBadge treatment={treatment} /> },
    {
      label: "Guardrails",
      cell: ({ treatment, isPermitted }) =>
        treatment === decision.treatment ? <b>Chosen</b> : isPermitted ? "Permitted" : <Forbidden />,
    },
    {
      label: "Expected net recovery",
      isNumber: true,
      cell: ({ expectedNetRecovery }) => <Money value={expectedNetRecovery} />,
    },
    {
      label: "Price of its capacity",
      isNumber: true,
      cell: ({ capacityPrice }) => <Money value={capacityPrice} />,
    },
  ];
  return (
    <Section
      title="What the treatments would have been worth"
      hint="Under the policy's assumptions, costs taken off. Assumptions, not measurements."
    >
      <DataTable
        label="Treatments"
        columns={columns}
        rows={alternatives}
        rowKey={({ treatment }) => treatment}
      />
    </Section>
  );
}

function Forbidden() {
  return (
    <Text inherit c="dimmed">
      Forbidden
    </Text>
  );
}
