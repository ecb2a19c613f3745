import { useQuery } from "@apollo/client/react";
import { Text } from "@mantine/core";
import { boundariesOf } from "../../components/bands.ts";
import { Section } from "../../components/section.tsx";
import { ErrorState, LoadingRows } from "../../components/states.tsx";
import { MilderCard } from "./milder-card.tsx";
import { explanationQuery, type LeadDecision } from "./queries.ts";
import { ReasonList } from "./reason-list.tsx";

const title = "Why this score";

interface WhyCardsProps {
  borrowerId: string;
  decision: LeadDecision;
}

/** What moved this loan's score, and what the model would say if the loan were another. */
export function WhyCards({ borrowerId, decision }: WhyCardsProps) {
  if (decision.run.isBaseRate) return <NothingMovedIt />;
  return <Explained borrowerId={borrowerId} decision={decision} />;
}

function Explained({ borrowerId, decision }: WhyCardsProps) {
  const { data, error, refetch } = useQuery(explanationQuery, { variables: { borrowerId } });
  if (error || !data) {
    return (
      <Section title={title}>
        {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <LoadingRows rows={6} />}
      </Section>
    );
  }
  const explanation = data.borrower?.leadDecision?.explanation;
  if (!explanation) {
    return (
      <Section title={title}>
        <Text c="dimmed" size="sm">
          This model cannot explain single scores.
        </Text>
      </Section>
    );
  }
  if (explanation.reasons.length === 0 && explanation.rest === 0) return <NothingMovedIt />;
  return (
    <>
      <Section
        title={title}
        hint="How the average loan's score becomes this one's. A bar to the right made this loan riskier, one to the left safer, by so many points of the score."
      >
        <ReasonList explanation={explanation} boundaries={boundariesOf(decision.run.policy.bands)} />
      </Section>
      <MilderCard explanation={explanation} decision={decision} />
    </>
  );
}

function NothingMovedIt() {
  return (
    <Section title={title}>
      <Text c="dimmed" size="sm">
        Every loan has the same score, the base rate: there is nothing about this loan that moved it.
      </Text>
    </Section>
  );
}
