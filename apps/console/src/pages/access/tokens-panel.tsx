import { useMutation, useQuery } from "@apollo/client/react";
import { Badge, Button, Card, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useState } from "react";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { formatDate, formatTime } from "../../components/format.ts";
import { Secret } from "../../components/secret.tsx";
import { ErrorState, LoadingCard } from "../../components/states.tsx";
import { useSettings } from "../shell/session.ts";
import { complain } from "./complain.ts";
import { NewToken } from "./new-token.tsx";
import { apiKeysQuery, revokeApiKeyMutation, roleLabels, type Token } from "./queries.ts";

export function TokensPanel() {
  const settings = useSettings();
  const { data, error, refetch } = useQuery(apiKeysQuery, { fetchPolicy: "cache-and-network" });
  const [shown, setShown] = useState<{ name: string; token: string } | null>(null);
  const ask = useRevoke(() => void refetch());
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const tokens = data?.apiKeys.nodes ?? [];
  const columns: Column<Token>[] = [
    { label: "Name", part: "lead", cell: ({ name }) => <b>{name}</b> },
    { label: "Role", cell: ({ role }) => roleLabels[role] },
    { label: "Made", cell: ({ createdAt }) => formatDate(createdAt) },
    {
      label: "Last used",
      cell: ({ lastUsedAt }) => (lastUsedAt ? formatTime(lastUsedAt, settings?.timeZone) : "never"),
    },
    {
      label: "Actions",
      part: "actions",
      width: 120,
      cell: (token) =>
        token.revoked ? (
          <Badge color="gray">Revoked</Badge>
        ) : (
          <Button size="compact-sm" variant="subtle" color="red" onClick={() => ask(token)}>
            Revoke
          </Button>
        ),
    },
  ];
  return (
    <Stack gap="lg">
      <NewToken
        onCreated={(created) => {
          setShown(created);
          void refetch();
        }}
      />
      {shown && <Secret title={`Key ${shown.name}`} value={shown.token} onClose={() => setShown(null)} />}
      {!data && <LoadingCard rows={3} />}
      {data && tokens.length === 0 && (
        <Text c="dimmed" size="sm">
          No key yet. One is needed only where a program reads or writes on its own.
        </Text>
      )}
      {tokens.length > 0 && (
        <Card p={0}>
          <DataTable
            isFlush
            isWide
            label="API keys"
            columns={columns}
            rows={tokens}
            rowKey={({ id }) => id}
          />
        </Card>
      )}
    </Stack>
  );
}

function useRevoke(onDone: () => void): (token: Token) => void {
  const [revoke] = useMutation(revokeApiKeyMutation);
  return ({ id, name }) =>
    modals.openConfirmModal({
      title: `Revoke ${name}?`,
      children: <Text size="sm">Programs that use this key are refused from now on.</Text>,
      labels: { confirm: "Revoke", cancel: "Cancel" },
      confirmProps: { color: "red" },
      onConfirm: () =>
        void revoke({ variables: { id } })
          .then(onDone)
          .catch((problem: Error) => complain(problem.message)),
    });
}
