import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context.js";
import type { ConnectionOf } from "../graphql/connection.js";
import { PageArgs } from "../graphql/page-args.js";
import {
  AuditEvent,
  AuditEventConnection,
  AuditHead,
  AuditHeadInput,
  AuditVerificationResult,
} from "./audit.type.js";
import { findNewestHead, type SignedHead } from "./heads.js";
import { type AuditEventRow, listAuditEvents } from "./list.js";
import { verifyAuditLog } from "./verify.js";

@Resolver(() => AuditEvent)
export class AuditResolver {
  @Query(() => AuditEventConnection, { description: "The audit log, newest first." })
  auditEvents(
    @Ctx() { sql }: Context,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<ConnectionOf<AuditEventRow>> {
    return listAuditEvents(sql, page);
  }

  @Query(() => AuditHead, { nullable: true, description: "The newest signed head; null before the first." })
  auditHead(@Ctx() { sql }: Context): Promise<SignedHead | null> {
    return findNewestHead(sql);
  }

  @Query(() => AuditVerificationResult, {
    description:
      "Looks at every event and decision. Without a kept head it cannot tell that the log's end is gone.",
  })
  verifyAuditLog(
    @Ctx() { sql }: Context,
    @Arg("head", () => AuditHeadInput, { nullable: true }) head?: AuditHeadInput | null,
    @Arg("decisions", () => Boolean, {
      defaultValue: true,
      description: "Whether decisions are checked, too.",
    })
    decisions = true,
  ): Promise<object> {
    return verifyAuditLog(sql, head ?? null, decisions);
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
