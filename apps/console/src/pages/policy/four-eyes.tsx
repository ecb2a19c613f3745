import { useMutation } from "@apollo/client/react";
import { Button, Group, Stack, Switch, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { FourEyesFragment } from "../../gql/graphql.ts";
import { setFourEyesMutation } from "./mutations.ts";

/** Whether a policy needs a second pair of eyes. Switching that off takes two admins, where there are two. */
export function FourEyesSwitch({ state }: { state: FourEyesFragment }) {
  const complain = (message: string) => notifications.show({ color: "red", message });
  const [set, { loading }] = useMutation(setFourEyesMutation, {
    onCompleted: ({ setFourEyes: answer }) => {
      if (answer.__typename === "Refusal") complain(answer.problems[0].message);
    },
    onError: ({ message }) => complain(message),
  });
  const change = (on: boolean) => void set({ variables: { on } });
  if (state.offAskedBy === null) {
    return (
      <Switch
        label="Four eyes"
        description="Whoever writes a policy cannot approve it, where there is another admin."
        checked={state.isOn}
        disabled={loading}
        onChange={(event) => change(event.currentTarget.checked)}
      />
    );
  }
  return (
    <Stack gap={6} maw={420}>
      <Text size="sm">
        {state.isOwnRequest
          ? "You asked to switch four eyes off: another admin has to agree."
          : `${state.offAskedBy} asks to switch four eyes off.`}
      </Text>
      <Group gap="xs">
        {!state.isOwnRequest && (
          <Button size="xs" color="red" variant="light" disabled={loading} onClick={() => change(false)}>
            Agree: switch it off
          </Button>
        )}
        <Button size="xs" variant="default" disabled={loading} onClick={() => change(true)}>
          Keep it on
        </Button>
      </Group>
    </Stack>
  );
}
