import { Anchor, Badge, Group, Text } from "@mantine/core";
import { Link } from "react-router";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { formatTime } from "../../components/format.ts";
import { Section } from "../../components/section.tsx";
import type { FourEyesFragment } from "../../gql/graphql.ts";
import { FourEyesSwitch } from "./four-eyes.tsx";
import type { ListedDraft } from "./queries.ts";
import { draftStates } from "./words.ts";

interface DraftsCardProps {
  drafts: readonly ListedDraft[];
  fourEyes: FourEyesFragment;
  timeZone: string | undefined;
}

/** Policies on their way, newest first, and whether they need a second pair of eyes. */
export function DraftsCard({ drafts, fourEyes, timeZone }: DraftsCardProps) {
  const columns: Column<ListedDraft>[] = [
    {
      label: "Draft",
      part: "lead",
      width: 210,
      cell: (draft) => (
        <Group gap="xs" wrap="nowrap">
          <Anchor component={Link} to={`/policy?draft=${draft.id}`} size="sm" fw={600}>
            Draft {draft.id}
          </Anchor>
          <Badge color={draftStates[draft.state].color}>{draftStates[draft.state].label}</Badge>
        </Group>
      ),
    },
    { label: "Note", part: "block", cell: ({ note }) => <Text size="sm">{note}</Text> },
    {
      label: "By",
      part: "block",
      cell: (draft) => (
        <Text size="xs" c="dimmed">
          {draft.isOwn ? "You" : draft.author}, {formatTime(draft.updatedAt, timeZone)}
          {draft.policy && `, version ${draft.policy.version}`}
        </Text>
      ),
    },
  ];
  return (
    <Section title="Drafts" actions={<FourEyesSwitch state={fourEyes} />}>
      {drafts.length > 0 ? (
        <DataTable label="Drafts" columns={columns} rows={drafts} rowKey={({ id }) => id} />
      ) : (
        <Text size="sm" c="dimmed">
          No draft yet. What you save above waits here until it is published.
        </Text>
      )}
    </Section>
  );
}
