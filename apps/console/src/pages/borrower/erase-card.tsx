import { useApolloClient, useMutation } from "@apollo/client/react";
import { Button, List, Modal, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { Section } from "../../components/section.tsx";
import { contactQuery } from "./contact-queries.ts";
import { type Borrower, borrowerQuery, eraseMutation } from "./queries.ts";
import { SaveForm } from "./save-form.tsx";
import { useProblems } from "./use-problems.ts";

const destroyed = [
  "Name, phone, email and time zone, and what they were before.",
  "Notes on holds and activities, and the reasons for contacts against the rules.",
  "Values of their rows that an import rejected.",
  "The content of the audit events about them. Their digests stay, so the log can still be verified.",
];
const remaining = [
  "Loans, their history with a file's extra columns, and decisions, under your own ids.",
  "Holds, consent and contacts, without the notes.",
  "Backups and files that you keep elsewhere.",
];

/** For admins: destroys a borrower's personal data, after it was said what goes and what stays. */
export function EraseCard({ borrower }: { borrower: Borrower }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Section
      title="Erase personal data"
      hint="Where this person has a right to be forgotten. It cannot be undone, and later imports bring nothing back."
      actions={
        <Button color="red" variant="light" size="xs" onClick={() => setIsOpen(true)}>
          Erase personal data
        </Button>
      }
    >
      <Modal opened={isOpen} onClose={() => setIsOpen(false)} title="Erase personal data for good">
        <EraseForm borrower={borrower} onDone={() => setIsOpen(false)} />
      </Modal>
    </Section>
  );
}

function EraseForm({ borrower: { id, externalId }, onDone }: { borrower: Borrower; onDone: () => void }) {
  const [confirm, setConfirm] = useState("");
  const client = useApolloClient();
  const [erase, { loading }] = useMutation(eraseMutation);
  const { send, at, rest } = useProblems(["confirm"]);
  const submit = () =>
    send(
      async () =>
        (await erase({ variables: { borrowerId: id, confirm: confirm.trim() } })).data?.eraseBorrower,
      () => {
        onDone();
        // What was done is said at the top of the page.
        window.scrollTo({ top: 0 });
        void client.refetchQueries({ include: [borrowerQuery, contactQuery] });
      },
    );
  return (
    <SaveForm onSend={submit} rest={rest} isSending={loading} label="Erase for good" color="red">
      <Lines title="Destroyed" lines={destroyed} />
      <Lines title="Stays" lines={remaining} />
      <TextInput
        label={`Type ${externalId} to confirm`}
        value={confirm}
        onChange={(event) => setConfirm(event.currentTarget.value)}
        error={at("confirm")}
        autoComplete="off"
      />
    </SaveForm>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <div>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <List size="sm" spacing={2}>
        {lines.map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
    </div>
  );
}
