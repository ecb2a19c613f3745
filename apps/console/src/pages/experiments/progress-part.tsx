import { useQuery } from "@apollo/client/react";
import { Alert, Stack, Text } from "@mantine/core";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { formatAmount, formatCount, formatPercent } from "../../components/format.ts";
import { Interval } from "../../components/interval.tsx";
import { ErrorState, LoadingRows } from "../../components/states.tsx";
import { type Experiment, type Progress, progressQuery } from "./queries.ts";
import { verdictOf } from "./words.ts";

type Arm = Progress["arms"][number];

/** Who is in each arm, whether the arms are alike, and what may be said of the outcome. */
export function ProgressPart({ experiment }: { experiment: Experiment }) {
  const { id, plan, active } = experiment;
  const { data, error, refetch } = useQuery(progressQuery, {
    variables: { id },
    // Another run in force may have brought more borrowers.
    fetchPolicy: active ? "cache-and-network" : "network-only",
  });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data?.experiment) return <LoadingRows rows={3} />;
  const { arms, result, championVersions, modelVersions } = data.experiment;
  const { currency } = plan.mean;
  const entered = arms.reduce((sum, { borrowers }) => sum + borrowers, 0);
  const verdict = verdictOf(result, experiment, currency);
  return (
    <Stack gap="md">
      <Alert color={result.winner === null ? "gray" : "teal"} title={verdict.title} role="status">
        {verdict.text}
      </Alert>
      <DataTable label="Arms" columns={columnsOf(currency)} rows={arms} rowKey={({ name }) => name} />
      <Text size="sm">
        {formatCount(entered)} of {formatCount(plan.requiredBorrowers)} borrowers needed have entered
        {entered < plan.requiredBorrowers && plan.borrowers < plan.requiredBorrowers
          ? ": the book has too few to find the difference that was planned for."
          : "."}
      </Text>
      {(championVersions.length > 1 || modelVersions.length > 1) && (
        <Alert color="yellow" title="What is in force changed while it ran">
          Policy {versions(championVersions)} and model {versions(modelVersions)}. The champion is not one
          thing, which blurs what a difference means.
        </Alert>
      )}
      <Text size="xs" c="dimmed" maw={680}>
        The arms are described as borrowers were on entry, with 95 % intervals, risk by the model in force;
        they differ by chance only. Outcomes come from later imports: what was owed on loans recovered in full
        within the window, less the assumed cost of the first treatment. Payments are not imported, so that
        part payments count as nothing.
      </Text>
    </Stack>
  );
}

function versions(list: readonly number[]): string {
  return `${list.length > 1 ? "versions" : "version"} ${list.join(", ")}`;
}

function columnsOf(currency: string): Column<Arm>[] {
  return [
    {
      label: "Arm",
      part: "lead",
      cell: ({ name }) => <b>{name === "champion" ? "Champion" : "Challenger"}</b>,
    },
    { label: "Share planned", isNumber: true, cell: ({ share }) => formatPercent(share) },
    { label: "Borrowers", isNumber: true, cell: ({ borrowers }) => formatCount(borrowers) },
    { label: "Loans", isNumber: true, cell: ({ loans }) => formatCount(loans) },
    {
      label: "Risk",
      isNumber: true,
      cell: ({ risk }) => <Interval of={estimated(risk)} format={(value) => formatPercent(value, 1)} />,
    },
    {
      label: "Owed per borrower",
      isNumber: true,
      cell: ({ outstanding }) => (
        <Interval of={estimated(outstanding)} format={(value) => formatAmount(Math.round(value), currency)} />
      ),
    },
  ];
}

function estimated(estimate: Arm["risk"]) {
  if (!estimate) return null;
  const { mean, low, high } = estimate;
  return { value: mean, low: low ?? mean, high: high ?? mean };
}
