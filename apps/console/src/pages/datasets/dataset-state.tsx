import { Badge } from "@mantine/core";
import type { DatasetState } from "../../gql/graphql.ts";

const states: Record<DatasetState, { label: string; color: string }> = {
  AWAITING_MAPPING: { label: "Waits for you", color: "yellow" },
  IMPORTING: { label: "Importing", color: "blue" },
  IMPORTED: { label: "Imported", color: "teal" },
  FAILED: { label: "Failed", color: "red" },
};

export function DatasetStateBadge({ state }: { state: DatasetState }) {
  const { label, color } = states[state];
  return <Badge color={color}>{label}</Badge>;
}
