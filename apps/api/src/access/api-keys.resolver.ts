import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context, SignedInContext } from "../context.js";
import type { ConnectionOf } from "../graphql/connection.js";
import { PageArgs } from "../graphql/page-args.js";
import { Role } from "../graphql/types.js";
import type { RoleName } from "./actor.js";
import { type ApiKeyRow, createApiKey, listApiKeys, revokeApiKey } from "./api-keys.js";
import { ApiKey, ApiKeyConnection, ApiKeyResult } from "./api-keys.type.js";

@Resolver(() => ApiKey)
export class ApiKeyResolver {
  @Query(() => ApiKeyConnection, { description: "Every bearer token, newest first." })
  apiKeys(@Ctx() { sql }: Context, @Args(() => PageArgs) page: PageArgs): Promise<ConnectionOf<ApiKeyRow>> {
    return listApiKeys(sql, page);
  }

  @Mutation(() => ApiKeyResult)
  createApiKey(
    @Ctx() { sql, actor }: SignedInContext,
    @Arg("name", () => String) name: string,
    @Arg("role", () => Role) role: RoleName,
  ): Promise<object> {
    return createApiKey(sql, actor, { name, role });
  }

  @Mutation(() => Boolean, { description: "False where there is no such token that still works." })
  revokeApiKey(@Ctx() { sql, actor }: SignedInContext, @Arg("id", () => ID) id: string): Promise<boolean> {
    return revokeApiKey(sql, actor, id);
  }

  @FieldResolver(() => ID)
  id(@Root() row: ApiKeyRow): string {
    return String(row.id);
  }

  @FieldResolver(() => Date)
  createdAt(@Root() row: ApiKeyRow): Date {
    return row.created_at;
  }

  @FieldResolver(() => Date, { nullable: true, description: "To the minute." })
  lastUsedAt(@Root() row: ApiKeyRow): Date | null {
    return row.last_used_at;
  }

  @FieldResolver(() => Boolean)
  revoked(@Root() row: ApiKeyRow): boolean {
    return row.revoked_at !== null;
  }
}
