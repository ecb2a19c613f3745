import { List, Text } from "@mantine/core";
import { memo } from "react";
import { type Change, describeChange } from "./change-words.ts";

interface ChangeListProps {
  changes: readonly Change[];
  currency: string;
  /** Said where nothing differs. */
  none: string;
}

/** What differs between two policies, a line each. */
export const ChangeList = memo(function ChangeList({ changes, currency, none }: ChangeListProps) {
  if (changes.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {none}
      </Text>
    );
  }
  return (
    <List size="sm" spacing={4} aria-label="Changes" styles={{ itemWrapper: { alignItems: "baseline" } }}>
      {changes.map((change) => (
        <List.Item key={change.path}>{describeChange(change, currency)}</List.Item>
      ))}
    </List>
  );
});
