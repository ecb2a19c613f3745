import { useLazyQuery, useQuery } from "@apollo/client/react";
import { Alert, Button, Code, FileButton, Group, SimpleGrid } from "@mantine/core";
import { IconDownload, IconFileCheck, IconShieldCheck } from "@tabler/icons-react";
import { useState } from "react";
import { Fact } from "../../components/figure.tsx";
import { formatCount, formatTime } from "../../components/format.ts";
import { Section } from "../../components/section.tsx";
import { graphql } from "../../gql/gql.ts";
import type { AuditHeadInput } from "../../gql/graphql.ts";
import { useSettings } from "../shell/session.ts";
import { fingerprint, newestHeadIn } from "./kept-head.ts";
import { VerificationResult } from "./verification-result.tsx";

const headQuery = graphql(`
  query AuditHead {
    auditHead {
      number
      total
      head
      sealedAt
    }
  }
`);

const verifyQuery = graphql(`
  query VerifyAuditLog($head: AuditHeadInput) {
    verifyAuditLog(head: $head) {
      __typename
      ... on AuditVerification {
        isIntact
        events
        pending
        erased
        runs
        decisions
        droppedRuns
        findingCount
        findings {
          kind
          row
          message
        }
      }
      ... on Refusal {
        problems {
          message
        }
      }
    }
  }
`);

/** How far the log is sealed, and the proof of it. */
export function SealCard() {
  const settings = useSettings();
  const { data, error } = useQuery(headQuery, { fetchPolicy: "cache-and-network", pollInterval: 10_000 });
  const { verify, kept, problem, isBusy, result } = useVerification();
  const head = data?.auditHead;
  return (
    <Section
      title="Seal"
      hint="Events and decisions are sealed in a chain of signed heads. Download the heads daily and keep them elsewhere: against a kept head nobody can alter, remove or move a row unseen."
    >
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="lg" verticalSpacing="sm">
        <Fact label="Sealed up to">{head && formatTime(head.sealedAt, settings?.timeZone)}</Fact>
        <Fact label="Events">{head && formatCount(head.total)}</Fact>
        <Fact label={head ? `Head ${formatCount(head.number)}` : "Head"}>
          {head && <Code title={head.head}>{fingerprint(head.head)}</Code>}
        </Fact>
      </SimpleGrid>
      <Group gap="sm" mt="md">
        <Button
          leftSection={<IconShieldCheck size={16} />}
          loading={isBusy}
          onClick={() => void verify(null)}
        >
          Verify
        </Button>
        <FileButton
          accept=".ndjson,.json,.txt"
          onChange={(file) => file && void file.text().then((text) => verify(text))}
        >
          {(props) => (
            <Button variant="default" leftSection={<IconFileCheck size={16} />} disabled={isBusy} {...props}>
              Verify against kept heads
            </Button>
          )}
        </FileButton>
        <Button
          component="a"
          href="/audit/heads.ndjson"
          download
          variant="default"
          leftSection={<IconDownload size={16} />}
        >
          Download heads
        </Button>
      </Group>
      {(problem ?? error?.message) && (
        <Alert color="red" role="alert" mt="md">
          {problem ?? error?.message}
        </Alert>
      )}
      {result && <VerificationResult result={result} kept={kept} />}
    </Section>
  );
}

function useVerification() {
  const [run, { data, loading }] = useLazyQuery(verifyQuery, { fetchPolicy: "network-only" });
  const [kept, setKept] = useState<AuditHeadInput | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  /** @param text a file of kept heads, or null to verify without */
  async function verify(text: string | null) {
    const head = text === null ? null : newestHeadIn(text);
    if (text !== null && head === null) {
      setProblem("This is no file of heads: choose one that was downloaded here.");
      return;
    }
    setKept(head);
    setProblem(null);
    const { data: answer, error } = await run({ variables: { head } });
    if (error) setProblem(error.message);
    else if (answer?.verifyAuditLog.__typename === "Refusal")
      setProblem(answer.verifyAuditLog.problems[0].message);
  }
  const answer = data?.verifyAuditLog;
  const isShown = !loading && problem === null && answer?.__typename === "AuditVerification";
  return { verify, kept, problem, isBusy: loading, result: isShown ? answer : null };
}
