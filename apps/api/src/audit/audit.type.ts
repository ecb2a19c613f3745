import { createUnionType, Field, InputType, Int, ObjectType } from "type-graphql";
import { connectionType } from "../graphql/connection.js";
import { enumOf, Refusal } from "../graphql/types.js";
import { type Finding, findingKinds } from "./findings.js";
import type { SignedHead } from "./heads.js";
import type { KeptHead, Verification } from "./verify.js";

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

@ObjectType({
  description:
    "A signed head of the audit log. Kept outside, it proves every event before it: root and hashes are SHA-256 in hex, the signature is Ed25519 over the head's 32 bytes.",
})
export class AuditHead implements SignedHead {
  @Field(() => Int, { description: "1, 2, 3 and so on, without gaps." })
  number: number;

  @Field(() => Int, { description: "Events in this seal." })
  count: number;

  @Field(() => Int, { description: "Events up to and with this seal." })
  total: number;

  @Field({ description: "Merkle root (RFC 6962) of this seal's events." })
  root: string;

  @Field({ description: "The head before; of the first one the hash of the public key." })
  previous: string;

  @Field()
  head: string;

  @Field()
  sealedAt: Date;

  @Field({ description: "In base64." })
  signature: string;

  @Field({ description: "The installation's key: SubjectPublicKeyInfo (DER) in base64." })
  publicKey: string;
}

@InputType({ description: "A head that was kept outside, as it was downloaded." })
export class AuditHeadInput implements KeptHead {
  @Field(() => Int)
  number: number;

  @Field(() => Int)
  total: number;

  @Field()
  head: string;

  @Field()
  signature: string;

  @Field()
  publicKey: string;
}

const AuditFindingKind = enumOf(
  "AuditFindingKind",
  findingKinds,
  "REWRITTEN: the log is not the one that the kept head was signed for. UNSEALED: added past the program.",
);

@ObjectType()
class AuditFinding implements Finding {
  @Field(() => AuditFindingKind)
  kind: Finding["kind"];

  @Field({ description: 'For example "event 17", "seal 3" or "decision of loan 5 in run 2".' })
  row: string;

  @Field()
  message: string;
}

@ObjectType({ description: "What a verification of the audit log looked at, and what it found." })
class AuditVerification implements Verification {
  @Field()
  isIntact: boolean;

  @Field(() => Int)
  seals: number;

  @Field(() => Int, { description: "Sealed events." })
  events: number;

  @Field(() => Int, { description: "Events that wait to be sealed; checked, too." })
  pending: number;

  @Field(() => Int, { description: "Events whose content an erasure destroyed, as the log says." })
  erased: number;

  @Field(() => Int, { description: "Decision runs whose decisions were checked." })
  runs: number;

  @Field(() => Int)
  decisions: number;

  @Field(() => Int, { description: "Runs whose decisions were dropped, as the log says." })
  droppedRuns: number;

  @Field(() => Int)
  findingCount: number;

  @Field(() => [AuditFinding], { description: "The first 200." })
  findings: AuditFinding[];
}

export const AuditVerificationResult = createUnionType({
  name: "AuditVerificationResult",
  types: () => [AuditVerification, Refusal] as const,
  resolveType: (value: object) => ("problems" in value ? Refusal : AuditVerification),
});
