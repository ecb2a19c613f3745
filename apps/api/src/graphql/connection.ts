import { type ClassType, Field, Int, ObjectType } from "type-graphql";
import { badInput } from "./errors.js";

@ObjectType()
export class PageInfo {
  @Field()
  hasNextPage: boolean;

  @Field()
  hasPreviousPage: boolean;

  @Field(() => String, { nullable: true })
  startCursor: string | null;

  @Field(() => String, { nullable: true })
  endCursor: string | null;
}

/** One page: `nodes` in list order, each with its cursor. */
export interface Page<T> {
  nodes: T[];
  cursors: string[];
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  totalCount: number;
}

export interface ConnectionOf<T> {
  edges: { cursor: string; node: T }[];
  nodes: T[];
  pageInfo: PageInfo;
  totalCount: number;
}

/** A Relay connection type, `NameConnection` with `NameEdge`. Every list of the API is one. */
export function connectionType<T extends object>(name: string, node: () => ClassType<T>) {
  @ObjectType(`${name}Edge`)
  class Edge {
    @Field()
    cursor: string;

    @Field(node)
    node: T;
  }

  @ObjectType(`${name}Connection`)
  class Connection implements ConnectionOf<T> {
    @Field(() => [Edge])
    edges: Edge[];

    @Field(() => [node()])
    nodes: T[];

    @Field(() => PageInfo)
    pageInfo: PageInfo;

    @Field(() => Int)
    totalCount: number;
  }
  return Connection;
}

/** Makes the connection of a page. */
export function toConnection<T>(page: Page<T>): ConnectionOf<T> {
  return {
    edges: page.nodes.map((node, i) => ({ cursor: page.cursors[i], node })),
    nodes: page.nodes,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: page.cursors[0] ?? null,
      endCursor: page.cursors.at(-1) ?? null,
    },
    totalCount: page.totalCount,
  };
}

export const maxPageSize = 200;

/** @throws a GraphQL error where a page size is not from 1 to 200 */
export function pageSize(first: number | undefined | null, fallback = 50): number {
  const size = first ?? fallback;
  if (!Number.isInteger(size) || size < 1 || size > maxPageSize) {
    throw badInput(`A page holds 1 to ${maxPageSize} rows, not ${size}.`);
  }
  return size;
}

/** A cursor is opaque to callers: base64url of JSON. */
export function encodeCursor(key: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(key)).toString("base64url");
}

/** @throws a GraphQL error where `cursor` was not made by `encodeCursor` with `length` parts */
export function decodeCursor(cursor: string, length: number): unknown[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(key) && key.length === length) return key;
  } catch {
    // named below
  }
  throw badInput(`The cursor "${cursor.slice(0, 40)}" does not belong to this list.`);
}
