import { useMutation } from "@apollo/client/react";
import { Alert, Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { columnLabel } from "../../components/column-label.ts";
import { Section } from "../../components/section.tsx";
import type { Fact } from "../../gql/graphql.ts";
import { type ContactBorrower, endHoldMutation, setHoldMutation } from "./contact-queries.ts";
import { EndedHolds } from "./permission-card.tsx";

const facts: readonly Fact[] = [
  "DISPUTED",
  "BANKRUPT",
  "DECEASED",
  "VULNERABLE",
  "HARDSHIP",
  "CEASE_COMMUNICATION",
  "ATTORNEY",
  "BREATHING_SPACE",
];
const labelOf = (fact: string) => columnLabel(fact.toLowerCase());

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
              <b>{labelOf(hold.fact)}</b>
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
  const [problems, setProblems] = useState<readonly string[]>([]);
  const [set, { loading }] = useMutation(setHoldMutation);
  async function submit() {
    try {
      const { data } = await set({
        variables: {
          hold: {
            borrowerId: borrower.id,
            fact,
            loanId: fact === "DISPUTED" ? loanId : null,
            lastDay: lastDay || null,
            note: note || null,
          },
        },
      });
      if (data?.setHold.__typename === "Refusal")
        setProblems(data.setHold.problems.map(({ message }) => message));
      else onDone();
    } catch (error) {
      setProblems([(error as Error).message]);
    }
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack>
        <NativeSelect
          label="What is known"
          data={facts.map((value) => ({ value, label: labelOf(value) }))}
          value={fact}
          onChange={(event) => setFact(event.currentTarget.value as Fact)}
        />
        {fact === "DISPUTED" && (
          <NativeSelect
            label="Loan"
            data={borrower.loans.map((loan) => ({ value: loan.id, label: loan.externalId }))}
            value={loanId}
            onChange={(event) => setLoanId(event.currentTarget.value)}
          />
        )}
        <TextInput
          type="date"
          label="Last day"
          description="Left empty: until somebody ends it."
          value={lastDay}
          onChange={(event) => setLastDay(event.currentTarget.value)}
        />
        <TextInput label="Note" value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        {problems.map((message) => (
          <Alert key={message} color="red" role="alert">
            {message}
          </Alert>
        ))}
        <Button type="submit" loading={loading}>
          Hold
        </Button>
      </Stack>
    </form>
  );
}
