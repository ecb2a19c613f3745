import { Button, Card, Group, SimpleGrid, Text } from "@mantine/core";
import { useIntersection } from "@mantine/hooks";
import { useEffect } from "react";
import { Link, useLocation } from "react-router";
import type { Band } from "../../components/bands.ts";
import { ContactWords } from "../../components/contact-badge.tsx";
import { Fact } from "../../components/figure.tsx";
import { formatDays } from "../../components/format.ts";
import { Money } from "../../components/money-label.tsx";
import { OutcomeBadge } from "../../components/outcome-badge.tsx";
import { RiskBar } from "../../components/risk.tsx";
import { TreatmentBadge } from "../../components/treatment.tsx";
import classes from "./borrower-table.module.css";
import { amountAtRisk, bandsOf, idLine, type Worklist, type WorklistBorrower } from "./queries.ts";

/** The list on a narrow screen. */
export function BorrowerCards({ list, onEnd }: { list: Worklist; onEnd: () => void }) {
  const { ref, entry } = useIntersection({ rootMargin: "600px" });
  useEffect(() => {
    if (entry?.isIntersecting) onEnd();
  }, [entry?.isIntersecting, onEnd]);
  return (
    <>
      <ul className={classes.cards} aria-label="Borrowers">
        {list.edges.map(({ cursor, node }) => (
          <li key={cursor}>
            <BorrowerCard borrower={node} bands={bandsOf(list)} isBackTest={list.run?.kind === "BACK_TEST"} />
          </li>
        ))}
      </ul>
      {list.pageInfo.hasNextPage && (
        <Button ref={ref} variant="subtle" onClick={onEnd}>
          Show more
        </Button>
      )}
    </>
  );
}

interface BorrowerCardProps {
  borrower: WorklistBorrower;
  bands: readonly Band[];
  isBackTest: boolean;
}

function BorrowerCard({ borrower, bands, isBackTest }: BorrowerCardProps) {
  const { search } = useLocation();
  const lead = borrower.leadDecision;
  if (!lead) return null;
  return (
    <Card
      component={Link}
      to={`/borrowers/${borrower.id}`}
      state={{ list: search }}
      padding="md"
      className={classes.card}
    >
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text fw={600} truncate>
            {borrower.name ?? borrower.externalId}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {idLine(borrower)}
            {!isBackTest && lead.contact && (
              <>
                {" "}
                · <ContactWords contact={lead.contact} />
              </>
            )}
          </Text>
        </div>
        <RiskBar risk={lead.riskScore} bands={bands} width={40} />
      </Group>
      <Group mt="sm" gap="xs">
        <TreatmentBadge treatment={lead.treatment} legalReviewNeeded={lead.legalReviewNeeded} />
        {isBackTest && <OutcomeBadge outcome={lead.loan.outcome} />}
      </Group>
      <SimpleGrid cols={3} mt="md" spacing="sm">
        <Fact label="Outstanding">
          <Money value={lead.loan.outstanding} />
        </Fact>
        <Fact label="At risk">
          <Money value={amountAtRisk(lead)} />
        </Fact>
        <Fact label="Days past due">
          {lead.loan.daysPastDue == null ? null : formatDays(lead.loan.daysPastDue)}
        </Fact>
      </SimpleGrid>
    </Card>
  );
}
