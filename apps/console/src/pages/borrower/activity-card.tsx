import { useMutation } from "@apollo/client/react";
import { Alert, Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { channelLabel, timeOf } from "../../components/contact-badge.tsx";
import { Section } from "../../components/section.tsx";
import type { ActivityResult, ContactChannel } from "../../gql/graphql.ts";
import { type ContactBorrower, recordActivityMutation } from "./contact-queries.ts";

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

interface ActivityCardProps {
  borrower: ContactBorrower;
  onChange: () => void;
}

/** What was done, newest first, and a form to add to it: Enter in the note records it. */
export function ActivityCard({ borrower, onChange }: ActivityCardProps) {
  const loanId = borrower.leadDecision?.loan.id ?? borrower.loans[0]?.id;
  return (
    <Section title="Activity">
      <Stack gap="md">
        {loanId && <ActivityForm loanId={loanId} onDone={onChange} />}
        {borrower.activities.length === 0 && (
          <Text size="sm" c="dimmed">
            Nothing has been recorded yet.
          </Text>
        )}
        <Stack component="ol" gap="xs" style={{ listStyle: "none", margin: 0, padding: 0 }}>
          {borrower.activities.map((activity) => (
            <Text component="li" size="sm" key={activity.id}>
              <b>
                {channelLabel(activity.channel)}: {channelLabel(activity.result)}
              </b>
              {activity.direction === "INBOUND" && " (they contacted us)"} · {timeOf(activity.at)} ·{" "}
              {activity.createdBy}
              {activity.note && ` · ${activity.note}`}
            </Text>
          ))}
        </Stack>
      </Stack>
    </Section>
  );
}

function ActivityForm({ loanId, onDone }: { loanId: string; onDone: () => void }) {
  const [channel, setChannel] = useState<ContactChannel>("CALL");
  const [result, setResult] = useState<ActivityResult>("NO_ANSWER");
  const [inbound, setInbound] = useState(false);
  const [note, setNote] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [record, { loading }] = useMutation(recordActivityMutation);
  async function submit() {
    try {
      const activity = { loanId, channel, result, inbound, note: note || null };
      const { data } = await record({ variables: { activity } });
      const answer = data?.recordActivity;
      if (answer?.__typename === "Refusal") return setProblem(answer.problems[0].message);
      setProblem(null);
      setNote("");
      // It lets a contact past the rules: ticked for one, not for the next.
      setInbound(false);
      onDone();
    } catch (error) {
      setProblem((error as Error).message);
    }
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Group align="flex-end" gap="sm">
        <NativeSelect
          label="Channel"
          data={options(channels)}
          value={channel}
          onChange={(event) => setChannel(event.currentTarget.value as ContactChannel)}
        />
        <NativeSelect
          label="Result"
          data={options(results)}
          value={result}
          onChange={(event) => setResult(event.currentTarget.value as ActivityResult)}
        />
        <TextInput
          label="Note"
          style={{ flex: "1 1 160px" }}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Button type="submit" loading={loading}>
          Record
        </Button>
      </Group>
      <Checkbox
        mt="sm"
        label="They contacted us"
        checked={inbound}
        onChange={(event) => setInbound(event.currentTarget.checked)}
      />
      {problem && (
        <Alert mt="sm" color="red" role="alert">
          Not recorded: {problem}
        </Alert>
      )}
    </form>
  );
}
