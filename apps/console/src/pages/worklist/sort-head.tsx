import { Tooltip, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconSelector } from "@tabler/icons-react";
import type { BorrowerOrder, BorrowerSortKey } from "../../gql/graphql.ts";
import classes from "./borrower-table.module.css";

interface SortHeadProps {
  by: BorrowerSortKey;
  label: string;
  order: readonly BorrowerOrder[];
  onSort: (key: BorrowerSortKey, isAdded: boolean) => void;
  isNumber?: boolean;
}

/** The head of a column that the list can be ordered by. */
export function SortHead({ by, label, order, onSort, isNumber }: SortHeadProps) {
  const position = order.findIndex((key) => key.by === by);
  const direction = position < 0 ? null : order[position].direction;
  const Icon = direction === null ? IconSelector : direction === "ASC" ? IconArrowUp : IconArrowDown;
  const name = `Sort by ${label.toLowerCase()}`;
  return (
    <th
      // biome-ignore lint/a11y/noRedundantRoles: browsers drop a table's roles with its layout, and this is a grid
      role="columnheader"
      scope="col"
      aria-sort={direction === null ? "none" : direction === "ASC" ? "ascending" : "descending"}
      className={isNumber ? classes.number : undefined}
    >
      <Tooltip label={`${name}; hold Shift to add it to the order`} openDelay={500}>
        <UnstyledButton
          className={classes.sort}
          data-sorted={direction === null ? undefined : true}
          onClick={(event) => onSort(by, event.shiftKey)}
          aria-label={name}
        >
          {label}
          <Icon size={14} aria-hidden style={{ opacity: direction === null ? 0.6 : 1 }} />
          {direction !== null && order.length > 1 && position + 1}
        </UnstyledButton>
      </Tooltip>
    </th>
  );
}
