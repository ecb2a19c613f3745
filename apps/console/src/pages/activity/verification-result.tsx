import { Alert, Badge, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconShieldCheck } from "@tabler/icons-react";
import { countOf, formatCount } from "../../components/format.ts";
import type { AuditFindingKind, AuditHeadInput, VerifyAuditLogQuery } from "../../gql/graphql.ts";

type Verification = Extract<VerifyAuditLogQuery["verifyAuditLog"], { __typename: "AuditVerification" }>;

interface ResultProps {
  result: Verification;
  kept: AuditHeadInput | null;
}

/** What a verification found, in words, and each row that is not as it was. */
export function VerificationResult({ result, kept }: ResultProps) {
  const { isIntact, findingCount, findings } = result;
  return (
    <Alert
      mt="md"
      role="status"
      color={isIntact ? "teal" : "red"}
      icon={isIntact ? <IconShieldCheck size={18} /> : <IconAlertTriangle size={18} />}
      title={isIntact ? "The log is intact" : countOf(findingCount, "finding")}
    >
      <Stack gap="xs">
        <Text size="sm">
          {lookedAt(result)}{" "}
          {kept
            ? `It was held against kept head ${formatCount(kept.number)}.`
            : "Only a kept head can show that its end was not cut off."}
        </Text>
        {findings.map(({ kind, row, message }) => (
          <Text key={`${kind} ${row}`} size="sm">
            <Badge color="red" mr="xs">
              {kinds[kind]}
            </Badge>
            <b>{row}</b>{" "}
            <Text component="span" inherit c="dimmed">
              {message}
            </Text>
          </Text>
        ))}
        {findingCount > findings.length && (
          <Text size="sm" c="dimmed">
            The first {formatCount(findings.length)} are shown.
          </Text>
        )}
      </Stack>
    </Alert>
  );
}

const kinds: Record<AuditFindingKind, string> = {
  ALTERED: "Altered",
  MISSING: "Missing",
  REORDERED: "Reordered",
  CUT_OFF: "Cut off",
  UNSEALED: "Not sealed",
  WRONG_SIGNATURE: "Wrong signature",
  OTHER_INSTALLATION: "Other installation",
  REWRITTEN: "Rewritten",
};

function lookedAt({ events, pending, runs, decisions, erased, droppedRuns }: Verification): string {
  const parts = [
    `${countOf(events + pending, "event")} and ${countOf(decisions, "decision")} of ${countOf(runs, "run")} were looked at.`,
  ];
  if (erased > 0) parts.push(`${countOf(erased, "event")} had been erased, as the log says.`);
  if (droppedRuns > 0) parts.push(`${countOf(droppedRuns, "run")} had been dropped, as the log says.`);
  return parts.join(" ");
}
