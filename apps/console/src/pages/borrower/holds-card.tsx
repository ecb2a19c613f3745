import { useMutation } from "@apollo/client/react";
import { Alert, Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { factLabels, facts } from "../../components/facts.ts";
import { Section } from "../../components/section.tsx";
import type { Fact } from "../../gql/graphql.ts";
import { type ContactBorrower, endHoldMutation, setHoldMutation } from "./contact-queries.ts";
import { EndedHolds } from "./permission-card.tsx";
import { SaveForm } from "./save-form.tsx";
import { useProblems } from "./use-problems.ts";

interface HoldsCardProps {
  borrower: ContactBorrower;
  /** Something was decided again. */
  onChange: () => void;
}

/** What forbids treatment and contact. Setting or ending one decides the borrower again at once. */
export function HoldsCard({ borrower, onChange }: HoldsCardProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [end, { loading, error }] = useMutation(endHoldMutation);
  const inForce = borrower.holds.filter((hold) => !hold.endedAt);
  async function finish(id: string) {
    const { data } = await end({ variables: { id } }).catch(() => ({ data: null }));
    if (data) onChange();
  }
  return (
    <Section
      title="Holds"
      actions={
        <Button variant="default" size="xs" onClick={() => setIsOpen(true)}>
          Add a hold
        </Button>
      }
    >
      <Stack gap="sm">
        {error && <Alert color="red">{error.message}</Alert>}
        {inForce.length === 0 && (
          <Text size="sm" c="dimmed">
            None: treatment goes by the policy.
          </Text>
        )}
        {inForce.map((hold) => (
          <Group key={hold.id} justify="space-between" wrap="nowrap">
            <Text size="sm">
              <b>{factLabels[hold.fact]}</b>
              {hold.loan && `, loan ${hold.loan.externalId}`}
              {hold.lastDay && `, until ${hold.lastDay}`} · {hold.createdBy}
              {hold.note && ` · ${hold.note}`}
            </Text>
            <Button size="xs" variant="subtle" loading={loading} onClick={() => void finish(hold.id)}>
              End
            </Button>
          </Group>
        ))}
        <EndedHolds holds={borrower.holds} />
      </Stack>
      <Modal opened={isOpen} onClose={() => setIsOpen(false)} title="Add a hold">
        <HoldForm
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

function HoldForm({ borrower, onDone }: { borrower: ContactBorrower; onDone: () => void }) {
  const [fact, setFact] = useState<Fact>("DISPUTED");
  const [loanId, setLoanId] = useState(borrower.loans[0]?.id ?? "");
  const [lastDay, setLastDay] = useState("");
  const [note, setNote] = useState("");
  const [set, { loading }] = useMutation(setHoldMutation);
  const { send, at, rest } = useProblems(["fact", "loanId", "lastDay", "note"]);
  const submit = () =>
    send(async () => {
      const hold = {
        borrowerId: borrower.id,
        fact,
        loanId: fact === "DISPUTED" ? loanId : null,
        lastDay: lastDay || null,
        note: note || null,
      };
      return (await set({ variables: { hold } })).data?.setHold;
    }, onDone);
  return (
    <SaveForm onSend={submit} rest={rest} isSending={loading} label="Hold">
      <NativeSelect
        label="What is known"
        data={facts.map((value) => ({ value, label: factLabels[value] }))}
        value={fact}
        onChange={(event) => setFact(event.currentTarget.value as Fact)}
        error={at("fact")}
      />
      {fact === "DISPUTED" && (
        <NativeSelect
          label="Loan"
          data={borrower.loans.map((loan) => ({ value: loan.id, label: loan.externalId }))}
          value={loanId}
          onChange={(event) => setLoanId(event.currentTarget.value)}
          error={at("loanId")}
        />
      )}
      <TextInput
        type="date"
        label="Last day"
        description="Left empty: until somebody ends it."
        value={lastDay}
        onChange={(event) => setLastDay(event.currentTarget.value)}
        error={at("lastDay")}
      />
      <TextInput
        label="Note"
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        error={at("note")}
      />
    </SaveForm>
  );
}
