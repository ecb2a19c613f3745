import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { memo, useEffect } from "react";
import { useBlocker } from "react-router";

/** What a navigation says that leaves nothing behind, because it was just saved or published. */
export const nothingLeft = { state: { isSaved: true } };

/** Asks before unsaved changes are left, also by closing the tab. */
export const LeaveWarning = memo(function LeaveWarning({ isUnsaved }: { isUnsaved: boolean }) {
  const blocker = useBlocker(({ currentLocation, nextLocation }) => {
    const isSame =
      currentLocation.pathname === nextLocation.pathname && currentLocation.search === nextLocation.search;
    const isSaved = (nextLocation.state as { isSaved?: boolean } | null)?.isSaved === true;
    return isUnsaved && !isSame && !isSaved;
  });
  useEffect(() => {
    if (!isUnsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [isUnsaved]);
  return (
    <Modal
      opened={blocker.state === "blocked"}
      onClose={() => blocker.reset?.()}
      title="Leave without saving?"
    >
      <Stack gap="md">
        <Text size="sm">Your changes to the policy are neither saved as a draft nor published.</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => blocker.reset?.()}>
            Stay
          </Button>
          <Button color="red" onClick={() => blocker.proceed?.()}>
            Leave
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
});
