import { createUnionType, Field, ObjectType } from "type-graphql";
import { connectionType } from "../graphql/connection.js";
import { Refusal, Role } from "../graphql/types.js";

@ObjectType({ description: "A machine's bearer token, without its text." })
export class ApiKey {
  @Field()
  name: string;

  @Field(() => Role)
  role: keyof typeof Role;
}

export const ApiKeyConnection = connectionType("ApiKey", () => ApiKey);

@ObjectType({ description: "A token whose text is shown this once." })
class CreatedApiKey {
  @Field(() => ApiKey)
  apiKey: ApiKey;

  @Field()
  token: string;
}

export const ApiKeyResult = createUnionType({
  name: "ApiKeyResult",
  types: () => [CreatedApiKey, Refusal] as const,
  resolveType: (value: object) => ("problems" in value ? Refusal : CreatedApiKey),
});
