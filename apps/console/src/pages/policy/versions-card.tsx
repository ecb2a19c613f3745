import { Anchor, Badge, Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { Disclosure } from "../../components/disclosure.tsx";
import { formatTime } from "../../components/format.ts";
import { Section } from "../../components/section.tsx";
import { ChangeList } from "./change-list.tsx";
import { EffectInWords } from "./movements.tsx";
import { ProblemAlerts } from "./problem-alerts.tsx";
import type { PolicyVersion } from "./queries.ts";
import { useSteps } from "./steps.ts";

interface VersionsCardProps {
  versions: readonly PolicyVersion[];
  currency: string;
  timeZone: string | undefined;
  onPublished: (version: number, jobId: string) => void;
}

/** Every version with who, why, what changed and what it was expected to do; any can be put in force again. */
export function VersionsCard({ versions, currency, timeZone, onPublished }: VersionsCardProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const columns: Column<PolicyVersion>[] = [
    {
      label: "Version",
      part: "lead",
      width: 190,
      cell: ({ version, active }) => (
        <Group gap="xs" wrap="nowrap">
          <Anchor component={Link} to={`/policy?version=${version}`} size="sm" fw={600}>
            Version {version}
          </Anchor>
          {active && <Badge>In force</Badge>}
        </Group>
      ),
    },
    {
      label: "What and why",
      part: "block",
      cell: (version) => <WhatAndWhy version={version} currency={currency} timeZone={timeZone} />,
    },
    {
      label: "Actions",
      part: "actions",
      width: 110,
      cell: ({ version, active }) =>
        active ? null : (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => setChosen(version)}
            aria-label={`Roll back to version ${version}`}
          >
            Roll back
          </Button>
        ),
    },
  ];
  return (
    <Section title="Versions" hint="A version is never changed, only followed by the next one.">
      <DataTable label="Versions" columns={columns} rows={versions} rowKey={({ id }) => id} />
      <Modal
        opened={chosen !== null}
        onClose={() => setChosen(null)}
        title={`Roll back to version ${chosen ?? ""}?`}
      >
        {chosen !== null && (
          <RollBack
            version={chosen}
            onClose={() => setChosen(null)}
            onPublished={(version, jobId) => {
              setChosen(null);
              onPublished(version, jobId);
            }}
          />
        )}
      </Modal>
    </Section>
  );
}

function WhatAndWhy({
  version,
  currency,
  timeZone,
}: {
  version: PolicyVersion;
  currency: string;
  timeZone: string | undefined;
}) {
  const { note, createdAt, createdBy, approvedBy, changes, effect } = version;
  const by = createdBy ? `${createdBy}${approvedBy ? `, approved by ${approvedBy}` : ""}, ` : "";
  return (
    <>
      <Text size="sm">{note}</Text>
      <Text size="xs" c="dimmed">
        {by}
        {formatTime(createdAt, timeZone)}
      </Text>
      {(changes || effect) && (
        <Disclosure label="What it changed and does">
          <Stack gap="md" pt="sm">
            {changes && (
              <ChangeList
                changes={changes}
                currency={currency}
                none="It says the same as the version before."
              />
            )}
            {effect && <EffectInWords effect={effect} />}
          </Stack>
        </Disclosure>
      )}
    </>
  );
}

interface RollBackProps {
  version: number;
  onClose: () => void;
  onPublished: (version: number, jobId: string) => void;
}

function RollBack({ version, onClose, onPublished }: RollBackProps) {
  const steps = useSteps();
  const [note, setNote] = useState(`Back to version ${version}.`);
  async function rollBack() {
    const done = await steps.rollBack(version, note);
    if (done) onPublished(done.policy.version, done.job.id);
  }
  return (
    <Stack gap="md">
      <Text size="sm">
        Its rules are published again, as the next version. Every loan is decided by them as it is today, then
        the worklist is switched over at once.
      </Text>
      <Textarea label="Note" autosize value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      <ProblemAlerts problems={steps.problems} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button loading={steps.isBusy} onClick={() => void rollBack()}>
          Roll back
        </Button>
      </Group>
    </Stack>
  );
}
