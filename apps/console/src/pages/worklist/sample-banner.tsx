import { useMutation } from "@apollo/client/react";
import { Alert, Button, Group, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { IconFlask } from "@tabler/icons-react";
import { client } from "../../apollo.ts";
import { removeSampleMutation } from "./queries.ts";

/** Says that these borrowers are made up, and lets an admin remove them. */
export function SampleBanner({ canRemove }: { canRemove: boolean }) {
  const [remove, { loading }] = useMutation(removeSampleMutation);
  async function removeAll() {
    try {
      await remove();
      await client.resetStore();
      notifications.show({ message: "The sample data is gone." });
    } catch (error) {
      notifications.show({
        color: "red",
        title: "The sample was not removed",
        message: (error as Error).message,
      });
    }
  }
  const ask = () =>
    modals.openConfirmModal({
      title: "Remove the sample data?",
      children: (
        <Text size="sm">
          All sample borrowers, loans, models and decisions go. Your own data is not touched.
        </Text>
      ),
      labels: { confirm: "Remove sample data", cancel: "Keep it" },
      confirmProps: { color: "red" },
      onConfirm: () => void removeAll(),
    });
  return (
    <Alert color="grape" icon={<IconFlask size={18} />} styles={{ wrapper: { alignItems: "center" } }}>
      <Group justify="space-between" gap="sm">
        <Text size="sm">These borrowers are sample data, made up to look around with.</Text>
        {canRemove && (
          <Button size="xs" variant="default" onClick={ask} loading={loading}>
            Remove sample data
          </Button>
        )}
      </Group>
    </Alert>
  );
}
