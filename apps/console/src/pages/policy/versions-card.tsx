import { Badge, Button, Group, Text } from "@mantine/core";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { formatTime } from "../../components/format.ts";
import { Section } from "../../components/section.tsx";
import { describeBands } from "./band-text.ts";
import type { PolicyVersion } from "./queries.ts";

interface VersionsCardProps {
  versions: readonly PolicyVersion[];
  timeZone: string | undefined;
  onRestore: (version: PolicyVersion) => void;
}

export function VersionsCard({ versions, timeZone, onRestore }: VersionsCardProps) {
  const columns: Column<PolicyVersion>[] = [
    {
      label: "Version",
      part: "lead",
      width: 170,
      cell: (version) => (
        <Group gap="xs" wrap="nowrap">
          <Text size="sm" fw={600}>
            Version {version.version}
          </Text>
          {version.active && <Badge>In force</Badge>}
        </Group>
      ),
    },
    {
      label: "What and why",
      part: "block",
      cell: (version) => (
        <>
          <Text size="sm">{describeBands(version.bands)}</Text>
          <Text size="xs" c="dimmed">
            {version.note}
          </Text>
        </>
      ),
    },
    {
      label: "Published",
      part: "block",
      cell: (version) => (
        <Text size="xs" c="dimmed">
          {version.createdBy ? `${version.createdBy}, ` : ""}
          {formatTime(version.createdAt, timeZone)}
        </Text>
      ),
    },
    {
      label: "Actions",
      part: "actions",
      width: 100,
      cell: (version) =>
        version.active ? null : (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => onRestore(version)}
            aria-label={`Restore version ${version.version}`}
          >
            Restore
          </Button>
        ),
    },
  ];
  return (
    <Section
      title="Versions"
      hint="A version is never changed. Restoring one fills its boundaries in above, to be published as the next."
    >
      <DataTable label="Versions" columns={columns} rows={versions} rowKey={({ id }) => id} />
    </Section>
  );
}
