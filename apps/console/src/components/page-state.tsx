import type { IconProps } from "@tabler/icons-react";
import type { ComponentType } from "react";
import { Page } from "./page.tsx";
import { EmptyState, ErrorState, LoadingCard } from "./states.tsx";

interface PageStateProps {
  /** What the page is of: "Borrower". */
  title: string;
  back: { to: string; label: string };
  error: { message: string } | undefined;
  isLoading: boolean;
  onRetry: () => void;
  icon: ComponentType<IconProps>;
  /** Said where it was looked for and is not there. */
  missing: string;
}

/** The page of one thing while there is nothing to show: it is coming, it failed, or it does not exist. */
export function PageState({ title, back, error, isLoading, onRetry, icon, missing }: PageStateProps) {
  return (
    <Page title={title} back={back}>
      {error ? (
        <ErrorState error={error} onRetry={onRetry} />
      ) : isLoading ? (
        <LoadingCard />
      ) : (
        <EmptyState icon={icon} title={missing} />
      )}
    </Page>
  );
}
