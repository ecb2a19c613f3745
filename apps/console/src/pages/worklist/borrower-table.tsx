// biome-ignore-all lint/a11y/noRedundantRoles: browsers drop a table's roles with its layout, and these are grids
import { Card, Text } from "@mantine/core";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Link, useLocation } from "react-router";
import type { Band } from "../../components/bands.ts";
import { ContactWords } from "../../components/contact-badge.tsx";
import { formatDays } from "../../components/format.ts";
import { Money } from "../../components/money-label.tsx";
import { OutcomeBadge } from "../../components/outcome-badge.tsx";
import { RiskBar } from "../../components/risk.tsx";
import { TreatmentBadge } from "../../components/treatment.tsx";
import type { BorrowerOrder, BorrowerSortKey } from "../../gql/graphql.ts";
import classes from "./borrower-table.module.css";
import { amountAtRisk, bandsOf, idLine, type Worklist, type WorklistBorrower } from "./queries.ts";
import { SortHead } from "./sort-head.tsx";

const rowHeight = 60;

interface BorrowerTableProps {
  list: Worklist;
  order: readonly BorrowerOrder[];
  onSort: (key: BorrowerSortKey, isAdded: boolean) => void;
  /** Called when the last rows come into view. */
  onEnd: () => void;
}

/** An endless table: only the rows in view are in the page. */
export function BorrowerTable({ list, order, onSort, onEnd }: BorrowerTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [offset, setOffset] = useState(0);
  // After each change: notices and filters above the table come and go.
  useLayoutEffect(() => {
    if (body.current) setOffset(Math.round(body.current.getBoundingClientRect().top + window.scrollY));
  });
  const virtualizer = useWindowVirtualizer({
    count: list.edges.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: offset,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= list.edges.length - 15) onEnd();
  }, [last, list.edges.length, onEnd]);

  const isBackTest = list.run?.kind === "BACK_TEST";
  return (
    <Card
      component="table"
      display="block"
      p={0}
      role="table"
      aria-label="Borrowers"
      aria-rowcount={list.totalCount + 1}
    >
      <Head order={order} onSort={onSort} isBackTest={isBackTest} />
      <tbody
        ref={body}
        role="rowgroup"
        className={classes.body}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {items.map((item) => (
          <Row
            key={list.edges[item.index].cursor}
            borrower={list.edges[item.index].node}
            index={item.index}
            top={item.start - offset}
            bands={bandsOf(list)}
            isBackTest={isBackTest}
          />
        ))}
      </tbody>
    </Card>
  );
}

function Head({
  order,
  onSort,
  isBackTest,
}: Pick<BorrowerTableProps, "order" | "onSort"> & { isBackTest: boolean }) {
  const shared = { order, onSort };
  return (
    <thead role="rowgroup" style={{ display: "block" }}>
      <tr role="row" aria-rowindex={1} className={classes.head}>
        <th role="columnheader" scope="col">
          Borrower
        </th>
        <SortHead {...shared} by="RISK_SCORE" label="Risk" />
        <th role="columnheader" scope="col">
          Treatment
        </th>
        <th role="columnheader" scope="col">
          {isBackTest ? "What happened" : "Segment"}
        </th>
        <SortHead {...shared} by="OUTSTANDING" label="Outstanding" isNumber />
        <SortHead {...shared} by="PRIORITY" label="At risk" isNumber />
        <SortHead {...shared} by="DAYS_PAST_DUE" label="Days past due" isNumber />
      </tr>
    </thead>
  );
}

interface RowProps {
  borrower: WorklistBorrower;
  index: number;
  top: number;
  bands: readonly Band[];
  isBackTest: boolean;
}

function Row({ borrower, index, top, bands, isBackTest }: RowProps) {
  const { search } = useLocation();
  const lead = borrower.leadDecision;
  if (!lead) return null;
  return (
    <tr
      role="row"
      aria-rowindex={index + 2}
      className={classes.row}
      style={{ height: rowHeight, transform: `translateY(${top}px)` }}
    >
      <td role="cell">
        <Text size="sm" truncate>
          <Link to={`/borrowers/${borrower.id}`} state={{ list: search }} className={classes.link}>
            {borrower.name ?? borrower.externalId}
          </Link>
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
      </td>
      <td role="cell">
        <RiskBar risk={lead.riskScore} bands={bands} width={56} isInColumn />
      </td>
      <td role="cell">
        <TreatmentBadge treatment={lead.treatment} legalReviewNeeded={lead.legalReviewNeeded} />
      </td>
      <td role="cell">
        {isBackTest ? <OutcomeBadge outcome={lead.loan.outcome} /> : <Segment name={lead.segment} />}
      </td>
      <td role="cell" className={classes.number}>
        <Money value={lead.loan.outstanding} />
      </td>
      <td role="cell" className={classes.number}>
        <b>
          <Money value={amountAtRisk(lead)} />
        </b>
      </td>
      <td role="cell" className={`number ${classes.number}`}>
        {formatDays(lead.loan.daysPastDue)}
      </td>
    </tr>
  );
}

function Segment({ name }: { name: string | null | undefined }) {
  return (
    <Text size="sm" truncate title={name ?? undefined}>
      {name ?? "—"}
    </Text>
  );
}
