import { Badge } from "@mantine/core";

/** What became of a loan, in the lender's own word; nothing while it is open. */
export function OutcomeBadge({
  outcome,
}: {
  outcome: { label: string; notRecovered: boolean } | null | undefined;
}) {
  if (!outcome) return null;
  const text = outcome.label || (outcome.notRecovered ? "Not recovered" : "Recovered");
  return (
    // A lender's word may be of any length: it gives way to the table.
    <Badge variant="outline" color={outcome.notRecovered ? "red" : "teal"} miw={0} maw="100%" title={text}>
      {text}
    </Badge>
  );
}
