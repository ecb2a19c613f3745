import { Alert, SimpleGrid, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Fact } from "../../components/figure.tsx";
import { formatCount, formatMoney } from "../../components/format.ts";
import type { Experiment } from "./queries.ts";

export function Facts({ children }: { children: ReactNode }) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="lg" verticalSpacing="sm">
      {children}
    </SimpleGrid>
  );
}

/** How many borrowers it takes, what that rests on, and whether the book has them. */
export function Plan({ plan }: { plan: Experiment["plan"] }) {
  const { borrowers, requiredBorrowers, mean, deviation } = plan;
  const isEnough = borrowers >= requiredBorrowers;
  return (
    <Stack gap="sm">
      <Facts>
        <Fact label="Borrowers needed, both arms together">
          <b className="number">{formatCount(requiredBorrowers)}</b>
        </Fact>
        <Fact label="Borrowers in the book">
          <b className="number">{formatCount(borrowers)}</b>
        </Fact>
        <Fact label="Assumed cash per borrower">{formatMoney(mean)}</Fact>
        <Fact label="Assumed deviation between borrowers">{formatMoney(deviation)}</Fact>
      </Facts>
      {!isEnough && (
        <Alert color="yellow" title="The book is too small for this difference">
          It would hardly ever be found, even if it is there. Choose a larger one, or expect no winner.
        </Alert>
      )}
      <Text size="xs" c="dimmed" maw={680}>
        Enough to find the difference in 80 % of cases, with less than 5 % false winners while it is watched
        every day. Assumes that each loan is paid in full with the probability that its score says, or not at
        all.
      </Text>
    </Stack>
  );
}
