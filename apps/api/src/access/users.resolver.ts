import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context, SignedInContext } from "../context.js";
import type { ConnectionOf } from "../graphql/connection.js";
import { PageArgs } from "../graphql/page-args.js";
import { Role } from "../graphql/types.js";
import type { RoleName } from "./actor.js";
import {
  createUser,
  disableUser,
  enableUser,
  findUser,
  listUsers,
  resetUserPassword,
  type UserRow,
} from "./users.js";
import { CreateUserResult, User, UserConnection, UserResult } from "./users.type.js";

@Resolver(() => User)
export class UserResolver {
  @Query(() => User, { nullable: true, description: "Who is signed in; null for nobody and for machines." })
  me(@Ctx() { sql, actor }: Context): Promise<UserRow | null> | null {
    return actor?.kind === "user" ? findUser(sql, actor.id) : null;
  }

  @Query(() => UserConnection, { description: "Every user, by e-mail address." })
  users(@Ctx() { sql }: Context, @Args(() => PageArgs) page: PageArgs): Promise<ConnectionOf<UserRow>> {
    return listUsers(sql, page);
  }

  @Mutation(() => CreateUserResult)
  createUser(
    @Ctx() { sql, actor }: SignedInContext,
    @Arg("email", () => String) email: string,
    @Arg("role", () => Role) role: RoleName,
    @Arg("name", () => String, { nullable: true }) name?: string | null,
  ): Promise<object> {
    return createUser(sql, actor, { email, name, role });
  }

  @Mutation(() => UserResult, { description: "Ends the user's sessions and lets them sign in no more." })
  disableUser(@Ctx() { sql, actor }: SignedInContext, @Arg("id", () => ID) id: string): Promise<object> {
    return disableUser(sql, actor, id);
  }

  @Mutation(() => UserResult)
  enableUser(@Ctx() { sql, actor }: SignedInContext, @Arg("id", () => ID) id: string): Promise<object> {
    return enableUser(sql, actor, id);
  }

  @Mutation(() => CreateUserResult, { description: "Gives the user a new password and ends their sessions." })
  resetUserPassword(
    @Ctx() { sql, actor }: SignedInContext,
    @Arg("id", () => ID) id: string,
  ): Promise<object> {
    return resetUserPassword(sql, actor, id);
  }

  @FieldResolver(() => Date)
  createdAt(@Root() row: UserRow): Date {
    return row.created_at;
  }
}
