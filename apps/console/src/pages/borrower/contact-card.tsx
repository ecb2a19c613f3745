import { useApolloClient } from "@apollo/client/react";
import { Anchor, Box, Button, Modal, SimpleGrid, Text } from "@mantine/core";
import { useState } from "react";
import { Fact } from "../../components/figure.tsx";
import { Money } from "../../components/money-label.tsx";
import { Section } from "../../components/section.tsx";
import { contactQuery } from "./contact-queries.ts";
import { type Borrower, borrowerQuery } from "./queries.ts";
import { TimeZoneForm } from "./time-zone-form.tsx";

export function ContactCard({ borrower }: { borrower: Borrower }) {
  const { phone, email } = borrower;
  const hasOpenLoan = borrower.loans.some(({ state }) => state === "OPEN");
  const [isOpen, setIsOpen] = useState(false);
  const client = useApolloClient();
  return (
    <Section
      title="Contact"
      actions={
        <Button variant="default" size="xs" onClick={() => setIsOpen(true)}>
          Time zone
        </Button>
      }
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="lg" verticalSpacing="md">
        <Fact label="Phone">{phone && <Anchor href={`tel:${phone}`}>{phone}</Anchor>}</Fact>
        <Fact label="Their time">{borrower.timeZone && <LocalTime zone={borrower.timeZone} />}</Fact>
        <Box style={{ gridColumn: "1 / -1" }}>
          <Fact label="Email">{email && <Anchor href={`mailto:${email}`}>{email}</Anchor>}</Fact>
        </Box>
        <Fact label="Employment">{borrower.employmentType}</Fact>
        <Fact label="Monthly income">
          <Money value={borrower.monthlyIncome} />
        </Fact>
        <Fact label="Outstanding, open loans">
          {hasOpenLoan ? <Money value={borrower.totalOutstanding} /> : "none is open"}
        </Fact>
      </SimpleGrid>
      <Modal opened={isOpen} onClose={() => setIsOpen(false)} title="Where they are">
        <TimeZoneForm
          borrowerId={borrower.id}
          timeZone={borrower.timeZone ?? null}
          onDone={() => {
            setIsOpen(false);
            void client.refetchQueries({ include: [contactQuery, borrowerQuery] });
          }}
        />
      </Modal>
    </Section>
  );
}

/** What the borrower's clock says, so that nobody is called at night. */
function LocalTime({ zone }: { zone: string }) {
  return (
    <>
      {clockOf(zone)}{" "}
      <Text component="span" inherit c="dimmed">
        {zone.replaceAll("_", " ")}
      </Text>
    </>
  );
}

function clockOf(timeZone: string): string {
  try {
    const options = { weekday: "short", hour: "numeric", minute: "2-digit", timeZone } as const;
    return new Intl.DateTimeFormat(undefined, options).format(new Date());
  } catch {
    return "An unknown time zone";
  }
}
