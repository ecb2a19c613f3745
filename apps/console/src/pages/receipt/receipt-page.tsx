import { useQuery } from "@apollo/client/react";
import { Button, CopyButton, SimpleGrid } from "@mantine/core";
import { IconCopy, IconPrinter, IconReceiptOff } from "@tabler/icons-react";
import { useLocation, useParams } from "react-router";
import { boundariesOf } from "../../components/bands.ts";
import { Page } from "../../components/page.tsx";
import { PageState } from "../../components/page-state.tsx";
import { Section } from "../../components/section.tsx";
import { ReasonList } from "../borrower/reason-list.tsx";
import { Alternatives } from "./alternatives.tsx";
import { ContactThen } from "./contact-then.tsx";
import { Decided } from "./decided.tsx";
import { Input } from "./input.tsx";
import { Proof } from "./proof.tsx";
import { type Receipt, receiptQuery } from "./queries.ts";

/** Everything that one decision rests on, to be read, printed, copied and proved. */
export function ReceiptPage() {
  const { id = "" } = useParams();
  const { data, loading, error, refetch } = useQuery(receiptQuery, {
    variables: { id },
    fetchPolicy: "cache-and-network",
  });
  const list = (useLocation().state as { list?: string } | null)?.list;
  const receipt = data?.decisionReceipt;
  if (!receipt) {
    return (
      <PageState
        title="Decision receipt"
        back={{ to: "/borrowers", label: "Worklist" }}
        error={error}
        isLoading={loading}
        onRetry={() => void refetch()}
        icon={IconReceiptOff}
        missing="No such decision is kept"
      />
    );
  }
  const { loan } = receipt.decision;
  const { borrower } = loan;
  return (
    <Page
      title="Decision receipt"
      description={`Loan ${loan.externalId} of ${borrower.name ?? borrower.externalId}`}
      back={{ to: `/borrowers/${borrower.id}`, label: borrower.name ?? borrower.externalId, state: { list } }}
      actions={<Actions receipt={receipt} />}
    >
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Decided receipt={receipt} />
        <ContactThen contact={receipt.contact} />
      </SimpleGrid>
      <Reasons receipt={receipt} />
      <Alternatives receipt={receipt} />
      <Input receipt={receipt} />
      <Proof receipt={receipt} />
    </Page>
  );
}

function Reasons({ receipt: { explanation, decision } }: { receipt: Receipt }) {
  if (!explanation || explanation.reasons.length === 0) return null;
  return (
    <Section title="Why this score" hint="How the average loan's score becomes this one's.">
      <ReasonList explanation={explanation} boundaries={boundariesOf(decision.run.policy.bands)} />
    </Section>
  );
}

function Actions({ receipt }: { receipt: Receipt }) {
  return (
    <>
      <CopyButton value={jsonOf(receipt)}>
        {({ copied, copy }) => (
          <Button variant="default" leftSection={<IconCopy size={16} aria-hidden />} onClick={copy}>
            {copied ? "Copied" : "Copy as JSON"}
          </Button>
        )}
      </CopyButton>
      <Button
        variant="default"
        leftSection={<IconPrinter size={16} aria-hidden />}
        onClick={() => window.print()}
      >
        Print
      </Button>
    </>
  );
}

/** As the API gives it, without the names of types. */
function jsonOf(receipt: Receipt): string {
  return JSON.stringify(receipt, (key, value) => (key === "__typename" ? undefined : value), 2);
}
