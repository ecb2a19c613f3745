import { useMutation, useQuery } from "@apollo/client/react";
import { Badge, Button, Card, Group, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useState } from "react";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { formatDate } from "../../components/format.ts";
import { Secret } from "../../components/secret.tsx";
import { ErrorState, LoadingCard } from "../../components/states.tsx";
import { useMe } from "../shell/session.ts";
import { complain } from "./complain.ts";
import { type NewPassword, NewUser } from "./new-user.tsx";
import {
  disableUserMutation,
  enableUserMutation,
  type ListedUser,
  resetPasswordMutation,
  roleLabels,
  usersQuery,
} from "./queries.ts";

export function UsersPanel() {
  const { data, error, refetch } = useQuery(usersQuery, { fetchPolicy: "cache-and-network" });
  const [shown, setShown] = useState<NewPassword | null>(null);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const columns: Column<ListedUser>[] = [
    { label: "User", part: "lead", cell: (user) => <Who user={user} /> },
    {
      label: "Role",
      cell: ({ role, disabled }) => (
        <Group gap="xs">
          {roleLabels[role]}
          {disabled && <Badge color="gray">Disabled</Badge>}
        </Group>
      ),
    },
    { label: "Since", cell: ({ createdAt }) => formatDate(createdAt) },
    { label: "Actions", part: "actions", cell: (user) => <UserActions user={user} onPassword={setShown} /> },
  ];
  return (
    <Stack gap="lg">
      <NewUser
        onCreated={(created) => {
          setShown(created);
          void refetch();
        }}
      />
      {shown && (
        <Secret title={`Password of ${shown.email}`} value={shown.password} onClose={() => setShown(null)} />
      )}
      {!data && <LoadingCard rows={4} />}
      {data && (
        <Card p={0}>
          <DataTable
            isFlush
            isWide
            label="Users"
            columns={columns}
            rows={data.users.nodes}
            rowKey={({ id }) => id}
          />
        </Card>
      )}
    </Stack>
  );
}

function Who({ user }: { user: ListedUser }) {
  return (
    <>
      <Text size="sm" fw={600} c={user.disabled ? "dimmed" : undefined} style={{ overflowWrap: "anywhere" }}>
        {user.email}
      </Text>
      <Text size="xs" c="dimmed">
        {user.name}
      </Text>
    </>
  );
}

interface UserActionsProps {
  user: ListedUser;
  onPassword: (password: NewPassword) => void;
}

/** Nobody changes their own account here, so that an admin cannot lock the last door from outside. */
function UserActions({ user, onPassword }: UserActionsProps) {
  const me = useMe();
  const { resetPassword, setDisabled } = useUserChanges(user, onPassword);
  if (user.id === me.id) return null;
  const shared = { size: "compact-sm", variant: "subtle" } as const;
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      <Button
        {...shared}
        onClick={() =>
          ask("Reset the password?", `${user.email} is signed out and needs the new password.`, resetPassword)
        }
      >
        Reset password
      </Button>
      {user.disabled ? (
        <Button {...shared} onClick={() => attempt(() => setDisabled(false))}>
          Enable
        </Button>
      ) : (
        <Button
          {...shared}
          color="red"
          onClick={() =>
            ask("Disable this user?", `${user.email} is signed out at once and cannot sign in.`, () =>
              setDisabled(true),
            )
          }
        >
          Disable
        </Button>
      )}
    </Group>
  );
}

function useUserChanges({ id }: ListedUser, onPassword: (password: NewPassword) => void) {
  const [reset] = useMutation(resetPasswordMutation);
  const [disable] = useMutation(disableUserMutation);
  const [enable] = useMutation(enableUserMutation);
  async function resetPassword() {
    const result = (await reset({ variables: { id } })).data?.resetUserPassword;
    if (result?.__typename === "CreatedUser")
      onPassword({ email: result.user.email, password: result.temporaryPassword });
    else complain(result?.problems[0].message ?? "The password was not reset.");
  }
  async function setDisabled(isDisabled: boolean) {
    const result = isDisabled
      ? (await disable({ variables: { id } })).data?.disableUser
      : (await enable({ variables: { id } })).data?.enableUser;
    if (result?.__typename === "Refusal") complain(result.problems[0].message);
  }
  return { resetPassword, setDisabled };
}

function attempt(act: () => Promise<void>): void {
  void act().catch((problem: Error) => complain(problem.message));
}

function ask(title: string, text: string, act: () => Promise<void>): void {
  modals.openConfirmModal({
    title,
    children: <Text size="sm">{text}</Text>,
    labels: { confirm: title.split(" ")[0], cancel: "Cancel" },
    confirmProps: { color: "red" },
    onConfirm: () => attempt(act),
  });
}
