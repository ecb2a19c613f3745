import { Button, Center } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useRouteError } from "react-router";
import { EmptyState } from "../../components/states.tsx";

/** A page that could not be shown, most often because a newer version of the console took its files away. */
export function RouteError() {
  const error = useRouteError();
  return (
    <Center mih="100vh">
      <EmptyState
        icon={IconPlugConnectedX}
        title="This page could not be shown"
        action={<Button onClick={() => location.reload()}>Load it again</Button>}
      >
        {error instanceof Error ? error.message : "Something unexpected happened."}
      </EmptyState>
    </Center>
  );
}
