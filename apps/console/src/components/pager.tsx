import { Button, Center } from "@mantine/core";

/** Goes on with a list, while there is more of it. */
export function MoreButton({
  hasMore,
  isLoading,
  onMore,
}: {
  hasMore: boolean;
  isLoading: boolean;
  onMore: () => void;
}) {
  if (!hasMore) return null;
  return (
    <Center mt="md">
      <Button variant="subtle" onClick={onMore} loading={isLoading}>
        Show more
      </Button>
    </Center>
  );
}
