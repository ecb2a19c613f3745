import { useMutation } from "@apollo/client/react";
import { NativeSelect, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { channelLabel } from "../../components/contact-badge.tsx";
import { formatTime } from "../../components/format.ts";
import type { ConsentSource, ContactChannel } from "../../gql/graphql.ts";
import { type ContactBorrower, setConsentMutation } from "./contact-queries.ts";
import { SaveForm } from "./save-form.tsx";
import { useProblems } from "./use-problems.ts";

const sources: Readonly<Record<ConsentSource, string>> = {
  PHONE: "on the phone",
  MESSAGE: "by text message or e-mail",
  LETTER: "by letter",
  IN_PERSON: "in person",
  CONTRACT: "in the contract",
  OTHER: "in another way",
};

const choices = { YES: "They agreed", NO: "They refused or withdrew", UNKNOWN: "Not known" };
type Choice = keyof typeof choices;
const givenOf: Record<Choice, boolean | null> = { YES: true, NO: false, UNKNOWN: null };

interface ConsentFormProps {
  borrower: ContactBorrower;
  onDone: () => void;
}

/** What is known of consent by channel, and a form that notes it for one. */
export function ConsentForm({ borrower, onDone }: ConsentFormProps) {
  const [channel, setChannel] = useState<ContactChannel>("CALL");
  const [choice, setChoice] = useState<Choice>("YES");
  const [source, setSource] = useState<ConsentSource>("PHONE");
  const [set, { loading }] = useMutation(setConsentMutation);
  const { send, at, rest } = useProblems(["channel", "given", "source"]);
  const submit = () =>
    send(async () => {
      const given = givenOf[choice];
      const variables = { borrowerId: borrower.id, channel, given, source: given === null ? null : source };
      return (await set({ variables })).data?.setConsent;
    }, onDone);
  return (
    <SaveForm onSend={submit} rest={rest} isSending={loading}>
      <Stack component="ul" gap={4} style={{ listStyle: "none", margin: 0, padding: 0 }}>
        {borrower.consents.map((consent) => (
          <Text component="li" size="sm" key={consent.channel}>
            <b>{channelLabel(consent.channel)}:</b> {consentWords(consent)}
          </Text>
        ))}
      </Stack>
      <NativeSelect
        label="Channel"
        data={borrower.consents.map(({ channel: value }) => ({ value, label: channelLabel(value) }))}
        value={channel}
        onChange={(event) => setChannel(event.currentTarget.value as ContactChannel)}
        error={at("channel")}
      />
      <NativeSelect
        label="Consent"
        data={Object.entries(choices).map(([value, label]) => ({ value, label }))}
        value={choice}
        onChange={(event) => setChoice(event.currentTarget.value as Choice)}
        error={at("given")}
      />
      {choice !== "UNKNOWN" && (
        <NativeSelect
          label="How they told us"
          data={Object.entries(sources).map(([value, label]) => ({ value, label: capital(label) }))}
          value={source}
          onChange={(event) => setSource(event.currentTarget.value as ConsentSource)}
          error={at("source")}
        />
      )}
    </SaveForm>
  );
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "agreed, on the phone, Nov 25, 2026, 3:36 PM, agent@example.com" */
function consentWords({ given, source, notedAt, notedBy }: ContactBorrower["consents"][number]): string {
  if (given == null) return "not known, which blocks it";
  const parts = [
    given ? "agreed" : "refused",
    source && sources[source],
    notedAt && formatTime(notedAt),
    notedBy,
  ];
  return parts.filter(Boolean).join(", ");
}
