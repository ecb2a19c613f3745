import { Alert, Button, Group, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";

interface OverrideFormProps {
  /** Why the rules forbid the contact. */
  words: string;
  error: string | undefined;
  isSending: boolean;
  onSend: (reason: string) => void;
}

/** The contact was not recorded because the rules forbid it; one that happened is kept all the same, with the reason. */
export function OverrideForm({ words, error, isSending, onSend }: OverrideFormProps) {
  const [reason, setReason] = useState("");
  return (
    <Alert
      color="red"
      role="alert"
      icon={<IconAlertTriangle size={18} />}
      title="Not recorded: the contact rules forbid it"
    >
      <Text size="sm">{words}</Text>
      <Text size="sm" mt={4} style={{ textWrap: "pretty" }}>
        If it happened all the same, say why. It is kept, marked as against the rules, and counts from now on.
      </Text>
      <Group align="flex-start" gap="sm" mt="sm">
        <TextInput
          aria-label="Why it happened"
          placeholder="Why it happened"
          style={{ flex: "1 1 220px" }}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            // Not the form around it, which would send the contact without a reason.
            event.preventDefault();
            onSend(reason);
          }}
          error={error}
        />
        <Button color="red" variant="light" loading={isSending} onClick={() => onSend(reason)}>
          Record against the rules
        </Button>
      </Group>
    </Alert>
  );
}
