import { Field, ObjectType } from "type-graphql";
import { connectionType } from "../graphql/connection.js";

@ObjectType({ description: "Who did what, when." })
export class AuditEvent {
  @Field()
  at: Date;

  @Field()
  actor: string;

  @Field()
  action: string;

  @Field(() => String, { nullable: true })
  subject: string | null;
}

export const AuditEventConnection = connectionType("AuditEvent", () => AuditEvent);
