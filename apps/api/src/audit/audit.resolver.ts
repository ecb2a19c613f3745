import { Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context.js";
import type { ConnectionOf } from "../graphql/connection.js";
import { PageArgs } from "../graphql/page-args.js";
import { type AuditEventRow, listAuditEvents } from "./audit.js";
import { AuditEvent, AuditEventConnection } from "./audit.type.js";

@Resolver(() => AuditEvent)
export class AuditResolver {
  @Query(() => AuditEventConnection, { description: "The audit log, newest first." })
  auditEvents(
    @Ctx() { sql }: Context,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<ConnectionOf<AuditEventRow>> {
    return listAuditEvents(sql, page);
  }

  @FieldResolver(() => ID)
  id(@Root() row: AuditEventRow): string {
    return row.id;
  }

  @FieldResolver(() => String, { nullable: true, description: "JSON text." })
  detail(@Root() row: AuditEventRow): string | null {
    return row.detail === null ? null : JSON.stringify(row.detail);
  }
}
