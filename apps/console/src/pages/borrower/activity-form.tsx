import { useMutation } from "@apollo/client/react";
import { Button, Checkbox, Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { channelLabel } from "../../components/contact-badge.tsx";
import type { ActivityInput, ActivityResult, ContactChannel } from "../../gql/graphql.ts";
import { recordActivityMutation } from "./contact-queries.ts";
import { OverrideForm } from "./override-form.tsx";
import { RestProblems } from "./rest-problems.tsx";
import { useProblems } from "./use-problems.ts";

const channels: readonly ContactChannel[] = ["CALL", "SMS", "EMAIL", "LETTER", "VISIT"];
const results: readonly ActivityResult[] = [
  "NO_ANSWER",
  "LEFT_MESSAGE",
  "SENT",
  "CONVERSATION",
  "PROMISE_TO_PAY",
  "REFUSED_TO_PAY",
  "WRONG_NUMBER",
];
const options = (names: readonly string[]) => names.map((value) => ({ value, label: channelLabel(value) }));

interface Fields {
  channel: ContactChannel;
  result: ActivityResult;
  /** As the browser's field has it, on the reader's clock; empty: now. */
  at: string;
  note: string;
  inbound: boolean;
  amount: string;
  day: string;
}

const empty: Omit<Fields, "channel" | "result"> = { at: "", note: "", inbound: false, amount: "", day: "" };
const shown = ["channel", "at", "note", "promise", "promise.amount", "promise.day", "override.reason"];

/** Records a contact: Enter in any field sends it. */
export function ActivityForm({ loanId, onDone }: { loanId: string; onDone: () => void }) {
  const [fields, setFields] = useState<Fields>({ channel: "CALL", result: "NO_ANSWER", ...empty });
  const change = (part: Partial<Fields>) => setFields((before) => ({ ...before, ...part }));
  const [record, { loading }] = useMutation(recordActivityMutation);
  const { send, at, rest } = useProblems(shown);
  const forbidden = at("channel");
  const isPromise = fields.result === "PROMISE_TO_PAY";
  const submit = (reason?: string) =>
    send(
      async () => {
        const activity = { ...inputOf(loanId, fields), override: reason === undefined ? null : { reason } };
        return (await record({ variables: { activity } })).data?.recordActivity;
      },
      () => {
        change(empty);
        onDone();
      },
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack gap="sm">
        <Group align="flex-start" gap="sm">
          <NativeSelect
            label="Channel"
            data={options(channels)}
            value={fields.channel}
            onChange={(event) => change({ channel: event.currentTarget.value as ContactChannel })}
          />
          <NativeSelect
            label="Result"
            data={options(results)}
            value={fields.result}
            onChange={(event) => change({ result: event.currentTarget.value as ActivityResult })}
          />
          <TextInput
            type="datetime-local"
            label="When, if not now"
            value={fields.at}
            onChange={(event) => change({ at: event.currentTarget.value })}
            error={at("at")}
          />
          <TextInput
            label="Note"
            style={{ flex: "1 1 200px" }}
            value={fields.note}
            onChange={(event) => change({ note: event.currentTarget.value })}
            error={at("note")}
          />
        </Group>
        {isPromise && (
          <Group align="flex-start" gap="sm">
            <TextInput
              label="Amount promised"
              inputMode="decimal"
              required
              value={fields.amount}
              onChange={(event) => change({ amount: event.currentTarget.value })}
              error={at("promise.amount")}
            />
            <TextInput
              type="date"
              label="Promised by"
              required
              value={fields.day}
              onChange={(event) => change({ day: event.currentTarget.value })}
              error={at("promise.day")}
            />
          </Group>
        )}
        <Group justify="space-between" gap="sm">
          <Checkbox
            label="They contacted us"
            checked={fields.inbound}
            onChange={(event) => change({ inbound: event.currentTarget.checked })}
          />
          <Button type="submit" loading={loading}>
            Record
          </Button>
        </Group>
        {forbidden && (
          <OverrideForm
            words={forbidden}
            error={at("override.reason")}
            isSending={loading}
            onSend={(reason) => void submit(reason)}
          />
        )}
        <RestProblems problems={rest} />
      </Stack>
    </form>
  );
}

function inputOf(loanId: string, { channel, result, at, note, inbound, amount, day }: Fields): ActivityInput {
  return {
    loanId,
    channel,
    result,
    inbound,
    at: at ? new Date(at).toISOString() : null,
    note: note || null,
    promise: result === "PROMISE_TO_PAY" ? { amount: amount.trim(), day } : null,
  };
}
