import { useQuery } from "@apollo/client/react";
import { Alert, SimpleGrid, Stack, Title } from "@mantine/core";
import { IconEraser, IconFlask, IconUserOff } from "@tabler/icons-react";
import { useLocation, useParams } from "react-router";
import type { Band } from "../../components/bands.ts";
import { formatTime } from "../../components/format.ts";
import { Page } from "../../components/page.tsx";
import { PageState } from "../../components/page-state.tsx";
import { useMe } from "../shell/session.ts";
import { ContactCard } from "./contact-card.tsx";
import { ContactSection } from "./contact-section.tsx";
import { DecisionCard } from "./decision-card.tsx";
import { EraseCard } from "./erase-card.tsx";
import { LoanCard } from "./loan-card.tsx";
import { type Borrower, borrowerQuery } from "./queries.ts";
import { WhyCards } from "./why-cards.tsx";

/** One borrower: what to do, why, whom to call, and every loan with its history. */
export function BorrowerPage() {
  const { id = "" } = useParams();
  const { data, loading, error, refetch } = useQuery(borrowerQuery, {
    variables: { id },
    fetchPolicy: "cache-and-network",
  });
  const back = useWayBack();
  const isAdmin = useMe().role === "ADMIN";
  const borrower = data?.borrower;
  if (!borrower) {
    return (
      <PageState
        title="Borrower"
        back={back}
        error={error}
        isLoading={loading}
        onRetry={() => void refetch()}
        icon={IconUserOff}
        missing="There is no such borrower"
      />
    );
  }
  const { loans } = borrower;
  return (
    <Page
      title={borrower.name ?? borrower.externalId}
      back={back}
      description={borrower.name ? borrower.externalId : undefined}
    >
      {borrower.book === "SAMPLE" && (
        <Alert color="grape" icon={<IconFlask size={18} />} py="xs">
          A made-up borrower of the sample data.
        </Alert>
      )}
      {borrower.erasedAt && (
        <Alert color="gray" icon={<IconEraser size={18} />} py="xs">
          Their personal data were erased on {formatTime(borrower.erasedAt)}.
        </Alert>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <DecisionCard borrower={borrower} />
        <ContactCard borrower={borrower} />
      </SimpleGrid>
      <ContactSection borrowerId={borrower.id} />
      {borrower.leadDecision && <WhyCards borrowerId={borrower.id} decision={borrower.leadDecision} />}
      <Stack gap="md">
        <Title order={2}>{loans.length === 1 ? "Loan" : `${loans.length} loans`}</Title>
        {loans.map((loan) => (
          <LoanCard key={loan.id} loan={loan} bands={bandsOf(borrower)} />
        ))}
      </Stack>
      {isAdmin && !borrower.erasedAt && <EraseCard borrower={borrower} />}
    </Page>
  );
}

/** The worklist as it was left, filters and all. */
function useWayBack() {
  const state = useLocation().state as { list?: string } | null;
  return { to: `/borrowers${state?.list ?? ""}`, label: "Worklist" };
}

/** The bands of the policy that decided. */
function bandsOf({ leadDecision, loans }: Borrower): readonly Band[] {
  const decision = leadDecision ?? loans.find((loan) => loan.decision)?.decision;
  return decision?.run.policy.bands ?? [];
}
