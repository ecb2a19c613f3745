import { Text } from "@mantine/core";
import { channelLabel, verdictLabels } from "../../components/contact-badge.tsx";
import { formatTime } from "../../components/format.ts";
import { Section } from "../../components/section.tsx";
import type { Receipt } from "./queries.ts";

const packNames: Readonly<Record<string, string>> = {
  US: "United States",
  IN: "India",
  GB: "United Kingdom",
  STRICTEST: "the strictest of all",
};

/** What the contact rules said of carrying the decision out, and as of when. */
export function ContactThen({
  contact: { at, isOfDecision, jurisdiction, contact },
}: Pick<Receipt, "contact">) {
  return (
    <Section title="Could it be carried out?" hint="By the contact rules; not legal advice.">
      {contact ? (
        <>
          <Text fw={600}>
            {channelLabel(contact.channel)}: {verdictLabels[contact.verdict]}
          </Text>
          {contact.blockedBy && <Text size="sm">{contact.blockedBy}</Text>}
          {contact.verdict === "DEFER" && contact.nextPermitted && (
            <Text size="sm">First permitted {formatTime(contact.nextPermitted)}.</Text>
          )}
          {contact.source && (
            <Text size="sm" c="dimmed">
              {contact.source}
            </Text>
          )}
        </>
      ) : (
        <Text size="sm">This treatment reaches nobody, so there was nothing to ask.</Text>
      )}
      <Text size="xs" c="dimmed" mt="md" style={{ textWrap: "pretty" }}>
        {isOfDecision
          ? `By what was known when the decision came into force, ${formatTime(at)}.`
          : `As of now, ${formatTime(at)}: what was known when it was decided is not kept.`}{" "}
        The rules: {packNames[jurisdiction] ?? jurisdiction}, as set today.
      </Text>
    </Section>
  );
}
