import { useLazyQuery } from "@apollo/client/react";
import { Alert, Button, Code, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconRefresh } from "@tabler/icons-react";
import { Disclosure } from "../../components/disclosure.tsx";
import { Fact } from "../../components/figure.tsx";
import { Section } from "../../components/section.tsx";
import { useMe } from "../shell/session.ts";
import { type Receipt, type Replay, replayQuery } from "./queries.ts";

/** Digests to hold against a kept copy, and for admins a replay: the decision is made again and must be the same. */
export function Proof({ receipt }: { receipt: Receipt }) {
  const isAdmin = useMe().role === "ADMIN";
  const [replay, { data, loading, error }] = useLazyQuery(replayQuery, { fetchPolicy: "network-only" });
  return (
    <Section
      title="Proof"
      hint="The same loan, model and policy give the same digest at any time. Contact is no part of it."
      actions={
        isAdmin && (
          <Button
            className="screen-only"
            variant="default"
            size="xs"
            loading={loading}
            leftSection={<IconRefresh size={14} aria-hidden />}
            onClick={() => void replay({ variables: { id: receipt.decision.id } })}
          >
            Replay
          </Button>
        )
      }
    >
      <Stack gap="md">
        <Digest label="This decision" value={receipt.digest} />
        <Digest label="Model" value={receipt.modelHash} />
        <Digest
          label="Run, as sealed in the audit log"
          value={receipt.sealRoot}
          none={
            receipt.decision.revision > 0
              ? "decided after the run: recorded in an event of its own"
              : "not yet"
          }
        />
        {error && <Alert color="red">{error.message}</Alert>}
        {data && !loading && <Result replay={data.replayDecision ?? null} />}
      </Stack>
    </Section>
  );
}

function Digest({ label, value, none }: { label: string; value?: string | null; none?: string }) {
  return (
    <Fact label={label}>
      {value ? <Code style={{ overflowWrap: "anywhere" }}>{value}</Code> : (none ?? null)}
    </Fact>
  );
}

function Result({ replay }: { replay: Replay | null }) {
  if (!replay) {
    return <Alert color="yellow">It cannot be replayed: the loan's snapshot is no longer kept.</Alert>;
  }
  if (replay.matches) {
    return (
      <Alert color="teal" icon={<IconCircleCheck size={18} />} role="status">
        Decided again from the stored snapshot, model and policy: the same bytes.
      </Alert>
    );
  }
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle size={18} />}
      role="alert"
      title="Decided again, the bytes are not the same"
    >
      <Text size="sm">Somebody or something has changed what is stored: verify the audit log.</Text>
      <Disclosure label="Both, as JSON">
        <Stack gap="xs" mt="xs">
          <Digest label="Stored" value={replay.stored} />
          <Digest label="Decided again" value={replay.replayed} />
        </Stack>
      </Disclosure>
    </Alert>
  );
}
