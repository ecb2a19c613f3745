export type RoleName = "ADMIN" | "AGENT";

/** Who is asking: a person with a session, or a machine with a bearer token. */
export interface Actor {
  readonly kind: "user" | "api-key" | "system";
  readonly id: string;
  /** What the audit log shows: an e-mail address, or the token's name. */
  readonly name: string;
  readonly role: RoleName;
  /** The session that ends with the sign-out; null for machines. */
  readonly sessionId: string | null;
}

/** The installation itself: first start, schedules. */
export const systemActor: Actor = {
  kind: "system",
  id: "system",
  name: "system",
  role: "ADMIN",
  sessionId: null,
};
