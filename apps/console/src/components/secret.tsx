import { Alert, Button, Code, CopyButton, Group, Text } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";

/** A password or token that is shown this once. */
export function Secret({ title, value, onClose }: { title: string; value: string; onClose: () => void }) {
  return (
    <Alert
      color="petrol"
      icon={<IconKey size={18} />}
      title={title}
      withCloseButton
      onClose={onClose}
      closeButtonLabel="Close"
    >
      <Group gap="sm">
        <Code fz="sm" style={{ overflowWrap: "anywhere" }} data-testid="secret">
          {value}
        </Code>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button size="xs" variant="light" onClick={copy}>
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Text size="xs" c="dimmed" mt={6}>
        It is shown this once and kept nowhere in readable form.
      </Text>
    </Alert>
  );
}
