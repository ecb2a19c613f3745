import { Anchor, Badge, Card, Group, SimpleGrid, Text, Title } from "@mantine/core";
import { Link, useLocation } from "react-router";
import type { Band } from "../../components/bands.ts";
import { columnLabel } from "../../components/column-label.ts";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { Disclosure } from "../../components/disclosure.tsx";
import { Fact } from "../../components/figure.tsx";
import { countOf, formatCell, formatDate, formatDays, formatPercent } from "../../components/format.ts";
import { Money } from "../../components/money-label.tsx";
import { OutcomeBadge } from "../../components/outcome-badge.tsx";
import { RiskBar } from "../../components/risk.tsx";
import { TreatmentBadge } from "../../components/treatment.tsx";
import type { BorrowerLoan } from "./queries.ts";

const states = { OPEN: "Open", FINISHED: "Finished", GONE: "Gone from its source" };

export function LoanCard({ loan, bands }: { loan: BorrowerLoan; bands: readonly Band[] }) {
  const { decision } = loan;
  const { state } = useLocation() as { state: unknown };
  return (
    <Card component="section">
      <Group justify="space-between" mb="lg" gap="sm">
        <Group gap="xs">
          <Title order={3}>{loan.externalId}</Title>
          {loan.loanType && <Text c="dimmed">{loan.loanType}</Text>}
          <Badge color={loan.state === "OPEN" ? "petrol" : "gray"}>{states[loan.state]}</Badge>
          <OutcomeBadge outcome={loan.outcome} />
        </Group>
        {decision && (
          <Group gap="8px 20px">
            <RiskBar risk={decision.riskScore} bands={bands} />
            <TreatmentBadge treatment={decision.treatment} legalReviewNeeded={decision.legalReviewNeeded} />
            <Anchor component={Link} to={`/decisions/${decision.id}`} state={state} size="sm">
              Receipt
            </Anchor>
          </Group>
        )}
      </Group>
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="lg" verticalSpacing="md">
        <Fact label="Outstanding">
          <Money value={loan.outstanding} />
        </Fact>
        <Fact label="Days past due">{loan.daysPastDue == null ? null : formatDays(loan.daysPastDue)}</Fact>
        <Fact label="Missed payments">{loan.missedPayments}</Fact>
        <Fact label="Payment history">{loan.paymentHistory}</Fact>
        <Fact label="Loan amount">
          <Money value={loan.loanAmount} />
        </Fact>
        <Fact label="Monthly instalment">
          <Money value={loan.monthlyEmi} />
        </Fact>
        <Fact label="Collateral">
          <Money value={loan.collateralValue} />
        </Fact>
        <Fact label="Interest and term">{terms(loan)}</Fact>
      </SimpleGrid>
      <Details loan={loan} />
    </Card>
  );
}

/** "7.76% a year over 300 months" */
function terms({ interestRate, tenureMonths }: BorrowerLoan): string | null {
  const rate = interestRate == null ? null : `${formatPercent(interestRate / 100, 2)} a year`;
  const term = tenureMonths == null ? null : countOf(tenureMonths, "month");
  return rate && term ? `${rate} over ${term}` : (rate ?? term);
}

type Snapshot = BorrowerLoan["snapshots"][number];

const columns: readonly Column<Snapshot>[] = [
  { label: "As of", part: "lead", cell: ({ asOf }) => formatDate(asOf) },
  { label: "Outstanding", isNumber: true, cell: ({ outstanding }) => <Money value={outstanding} /> },
  { label: "Days past due", isNumber: true, cell: ({ daysPastDue }) => formatDays(daysPastDue) },
  { label: "Missed payments", isNumber: true, cell: ({ missedPayments }) => formatDays(missedPayments) },
  { label: "Outcome", cell: ({ outcomeLabel }) => outcomeLabel || "none yet" },
];

/** What is looked up now and then. */
function Details({ loan }: { loan: BorrowerLoan }) {
  return (
    <Disclosure label="History and other columns">
      <Title order={4} fz="sm" mt="lg" mb={4}>
        As it was reported
      </Title>
      <DataTable label="History" columns={columns} rows={loan.snapshots} rowKey={({ id }) => id} />
      {loan.attributes.length > 0 && (
        <>
          <Title order={4} fz="sm" mt="lg" mb="xs">
            Other columns of the file
          </Title>
          <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="lg" verticalSpacing="md">
            {loan.attributes.map(({ name, value }) => (
              <Fact key={name} label={columnLabel(name)}>
                {formatCell(value)}
              </Fact>
            ))}
          </SimpleGrid>
        </>
      )}
    </Disclosure>
  );
}
