import { useQuery } from "@apollo/client/react";
import { SimpleGrid } from "@mantine/core";
import { ErrorState, LoadingRows } from "../../components/states.tsx";
import { ActivityCard } from "./activity-card.tsx";
import { contactQuery } from "./contact-queries.ts";
import { HoldsCard } from "./holds-card.tsx";
import { PermissionCard } from "./permission-card.tsx";
import { borrowerQuery } from "./queries.ts";

/** May I, what holds, and what was done. */
export function ContactSection({ borrowerId }: { borrowerId: string }) {
  const { data, error, refetch, client } = useQuery(contactQuery, {
    variables: { id: borrowerId },
    fetchPolicy: "cache-and-network",
  });
  const borrower = data?.borrower;
  if (error && !borrower) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!borrower) return <LoadingRows rows={4} />;
  const onChange = () => void client.refetchQueries({ include: [contactQuery, borrowerQuery] });
  return (
    <>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <PermissionCard borrower={borrower} onChange={onChange} />
        <HoldsCard borrower={borrower} onChange={onChange} />
      </SimpleGrid>
      <ActivityCard borrower={borrower} onChange={onChange} />
    </>
  );
}
