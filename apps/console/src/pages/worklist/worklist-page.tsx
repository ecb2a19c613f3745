import { useQuery } from "@apollo/client/react";
import { Alert, Button } from "@mantine/core";
import { useDebouncedValue, useMediaQuery } from "@mantine/hooks";
import { IconInfoCircle, IconListDetails, IconUpload } from "@tabler/icons-react";
import { useMemo } from "react";
import { Link, useSearchParams } from "react-router";
import { formatCount } from "../../components/format.ts";
import { Page } from "../../components/page.tsx";
import { EmptyState, ErrorState, LoadingCard } from "../../components/states.tsx";
import { useMe } from "../shell/session.ts";
import { ActiveFilters } from "./active-filters.tsx";
import { BorrowerCards } from "./borrower-cards.tsx";
import { BorrowerTable } from "./borrower-table.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { Filters } from "./filters.tsx";
import {
  type ListState,
  nextOrder,
  readListState,
  toFilter,
  usualOrder,
  writeListState,
} from "./list-state.ts";
import { type Worklist, worklistQuery } from "./queries.ts";
import { SampleBanner } from "./sample-banner.tsx";

/** Borrowers by their lead decision: whom to call first. */
export function WorklistPage() {
  const me = useMe();
  const [parameters, setParameters] = useSearchParams();
  const state = useMemo(() => readListState(parameters), [parameters]);
  const [text] = useDebouncedValue(state.text, 250);
  const variables = {
    filter: toFilter({ ...state, text }),
    orderBy: state.order.length > 0 ? state.order : null,
  };
  const { data, previousData, loading, error, refetch, fetchMore } = useQuery(worklistQuery, {
    variables,
    fetchPolicy: "cache-and-network",
  });
  const list = (data ?? previousData)?.borrowers as Worklist | undefined;
  const isAdmin = me.role === "ADMIN";
  const change = (next: Partial<ListState>) =>
    setParameters(writeListState({ ...state, ...next }), { replace: true });
  const more = () => {
    if (!list?.pageInfo.hasNextPage || loading) return;
    void fetchMore({ variables: { after: list.pageInfo.endCursor } });
  };
  return (
    <Page
      title="Worklist"
      description={list?.run ? countText(list, state) : undefined}
      actions={isAdmin && list?.run ? <ExportMenu /> : undefined}
    >
      {list && <Notices list={list} isAdmin={isAdmin} />}
      {(list?.run || loading) && (
        <>
          <Filters
            state={state}
            treatments={list?.run?.treatments.map(({ treatment }) => treatment) ?? []}
            segments={list?.run?.segments ?? []}
            onChange={change}
          />
          <ActiveFilters state={state} onChange={change} />
        </>
      )}
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!list && loading && <LoadingCard rows={10} />}
      {list && !list.run && <NothingDecided isAdmin={isAdmin} />}
      {list?.run && list.edges.length === 0 && !loading && (
        <EmptyState
          icon={IconListDetails}
          title="No borrower matches"
          action={
            <Button variant="light" onClick={() => setParameters({}, { replace: true })}>
              Show all borrowers
            </Button>
          }
        />
      )}
      {list?.run && list.edges.length > 0 && (
        <List list={list} state={state} onChange={change} onEnd={more} />
      )}
    </Page>
  );
}

interface ListProps {
  list: Worklist;
  state: ListState;
  onChange: (next: Partial<ListState>) => void;
  onEnd: () => void;
}

function List({ list, state, onChange, onEnd }: ListProps) {
  const isNarrow = useMediaQuery("(max-width: 80em)", undefined, { getInitialValueInEffect: false });
  if (isNarrow) return <BorrowerCards list={list} onEnd={onEnd} />;
  const order = state.order.length > 0 ? state.order : usualOrder;
  return (
    <BorrowerTable
      list={list}
      order={order}
      onEnd={onEnd}
      onSort={(key, isAdded) => onChange({ order: nextOrder(order, key, isAdded) })}
    />
  );
}

/** What a reader of the list must know first. */
function Notices({ list, isAdmin }: { list: Worklist; isAdmin: boolean }) {
  return (
    <>
      {list.run?.book === "SAMPLE" && <SampleBanner canRemove={isAdmin} />}
      {list.run?.kind === "BACK_TEST" && (
        <Alert color="indigo" icon={<IconInfoCircle size={18} />} title="Back-test">
          This book has no open loan.{" "}
          {list.run.isBaseRate
            ? "Each loan stands beside what really happened."
            : "Every score here comes from the parts of the model that never saw the borrower, and stands beside what really happened."}
        </Alert>
      )}
      {list.notice && (
        <Alert color="yellow" icon={<IconInfoCircle size={18} />}>
          {list.notice}
        </Alert>
      )}
    </>
  );
}

function countText({ totalCount, totalCountIsExact }: Worklist, { order }: ListState): string {
  const count = `${formatCount(totalCount)}${totalCountIsExact ? "" : "+"}`;
  const noun = totalCount === 1 ? "borrower" : "borrowers";
  return `${count} ${noun}${order.length === 0 && totalCount > 1 ? ", the most money at risk first" : ""}`;
}

function NothingDecided({ isAdmin }: { isAdmin: boolean }) {
  return (
    <EmptyState
      icon={IconUpload}
      title="Nothing to work on yet"
      action={
        isAdmin ? (
          <Button component={Link} to="/datasets/new" leftSection={<IconUpload size={16} />}>
            Import a file
          </Button>
        ) : undefined
      }
    >
      {isAdmin
        ? "Import your loans: they are scored, decided and listed here."
        : "An admin has to import loans first."}
    </EmptyState>
  );
}
