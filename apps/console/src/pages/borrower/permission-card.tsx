import { Button, List, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { columnLabel } from "../../components/column-label.ts";
import { ContactWords, channelLabel, timeOf } from "../../components/contact-badge.tsx";
import { Section } from "../../components/section.tsx";
import { ConsentForm } from "./consent-form.tsx";
import type { ContactBorrower } from "./contact-queries.ts";

/** May this person be contacted now, by which way, and if not, why and from when. */
export function PermissionCard({ borrower, onChange }: { borrower: ContactBorrower; onChange: () => void }) {
  const [isOpen, setIsOpen] = useState(false);
  const contacts = [borrower.call, borrower.sms, borrower.email, borrower.letter];
  const zone = borrower.timeZone ?? undefined;
  return (
    <Section
      title="May I contact them now?"
      hint="By the contact rules of this installation; not legal advice."
      actions={
        <Button variant="default" size="xs" onClick={() => setIsOpen(true)}>
          Consent
        </Button>
      }
    >
      <Stack component="ul" gap="sm" style={{ listStyle: "none", margin: 0, padding: 0 }}>
        {contacts.map(
          (contact) => contact && <Verdict key={contact.channel} contact={contact} zone={zone} />,
        )}
      </Stack>
      {contacts.every((contact) => !contact) && (
        <Text size="sm" c="dimmed">
          No loan of theirs is open: there is nothing to contact them about.
        </Text>
      )}
      <Modal opened={isOpen} onClose={() => setIsOpen(false)} title="Consent">
        <ConsentForm
          borrower={borrower}
          onDone={() => {
            setIsOpen(false);
            onChange();
          }}
        />
      </Modal>
    </Section>
  );
}

type Contact = NonNullable<ContactBorrower["call"]>;

function Verdict({ contact, zone }: { contact: Contact; zone: string | undefined }) {
  const { channel, verdict, blockedBy, nextPermitted, source } = contact;
  const isKnown = zone !== undefined && verdict === "DEFER";
  return (
    <li>
      <Text size="sm" fw={600}>
        {channelLabel(channel)}: <ContactWords contact={contact} />
      </Text>
      {verdict !== "ALLOW" && (
        <Text size="sm" c="dimmed">
          {blockedBy} {isKnown && `That is ${timeOf(nextPermitted, zone)} where they are.`}
          {source && ` (${source})`}
        </Text>
      )}
    </li>
  );
}

/** Holds that have ended stay in sight: they say why nobody was contacted. */
export function EndedHolds({ holds }: { holds: ContactBorrower["holds"] }) {
  const ended = holds.filter((hold) => hold.endedAt);
  if (ended.length === 0) return null;
  return (
    <List size="sm" c="dimmed" aria-label="Ended holds">
      {ended.map((hold) => (
        <List.Item key={hold.id}>
          {columnLabel(hold.fact.toLowerCase())}, ended {timeOf(hold.endedAt)}
        </List.Item>
      ))}
    </List>
  );
}
