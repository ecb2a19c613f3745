import { createUnionType, Field, ID, ObjectType } from "type-graphql";
import { connectionType } from "../graphql/connection.js";
import { Refusal, Role } from "../graphql/types.js";

@ObjectType({ description: "Somebody who may sign in." })
export class User {
  @Field(() => ID)
  id: string;

  @Field()
  email: string;

  @Field()
  name: string;

  @Field(() => Role)
  role: keyof typeof Role;

  @Field()
  disabled: boolean;
}

export const UserConnection = connectionType("User", () => User);

@ObjectType({ description: "A user with a password that is shown this once." })
class CreatedUser {
  @Field(() => User)
  user: User;

  @Field()
  temporaryPassword: string;
}

export const UserResult = createUnionType({
  name: "UserResult",
  types: () => [User, Refusal] as const,
  resolveType: (value: object) => ("problems" in value ? Refusal : User),
});

export const CreateUserResult = createUnionType({
  name: "CreateUserResult",
  types: () => [CreatedUser, Refusal] as const,
  resolveType: (value: object) => ("problems" in value ? Refusal : CreatedUser),
});
