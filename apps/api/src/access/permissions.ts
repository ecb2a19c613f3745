import {
  defaultFieldResolver,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
} from "graphql";
import type { Context } from "../context.js";
import { clientError } from "../graphql/errors.js";
import type { Actor, RoleName } from "./actor.js";

/** Who may call an operation: everybody, everybody who is signed in, or the roles named. */
export type Access = "everybody" | "signed-in" | readonly RoleName[];

const admin: Access = ["ADMIN"];

/** Every operation of the program, over GraphQL and over HTTP. One without an entry here does not start. */
export const operations: Readonly<Record<string, Access>> = {
  "Query.me": "everybody",
  "Query.settings": "signed-in",
  "Query.borrowers": "signed-in",
  "Query.borrower": "signed-in",
  "Query.loan": "signed-in",
  "Query.activePolicy": "signed-in",
  "Query.decisionReceipt": "signed-in",
  "Query.replayDecision": admin,
  "Query.activeDecisionRun": "signed-in",
  "Query.datasets": admin,
  "Query.dataset": admin,
  "Query.models": admin,
  "Query.model": admin,
  "Query.activeModel": admin,
  "Query.modelPromotions": admin,
  "Query.policies": admin,
  "Query.policyDrafts": admin,
  "Query.policyDraft": admin,
  "Query.simulatePolicy": admin,
  "Query.optimizePolicy": admin,
  "Query.experiments": admin,
  "Query.experiment": admin,
  "Query.planExperiment": admin,
  "Query.recoveryEstimates": admin,
  "Query.decisionRuns": admin,
  "Query.jobs": admin,
  "Query.job": admin,
  "Query.users": admin,
  "Query.apiKeys": admin,
  "Query.auditEvents": admin,
  "Query.auditHead": admin,
  "Query.verifyAuditLog": admin,
  "Mutation.importDataset": admin,
  "Mutation.discardDataset": admin,
  "Mutation.removeSampleData": admin,
  "Mutation.trainModel": admin,
  "Mutation.promoteModel": admin,
  "Mutation.approveModelPromotion": admin,
  "Mutation.rejectModelPromotion": admin,
  "Mutation.publishPolicy": admin,
  "Mutation.rollBackPolicy": admin,
  "Mutation.savePolicyDraft": admin,
  "Mutation.submitPolicyDraft": admin,
  "Mutation.approvePolicyDraft": admin,
  "Mutation.rejectPolicyDraft": admin,
  "Mutation.withdrawPolicyDraft": admin,
  "Mutation.publishPolicyDraft": admin,
  "Mutation.setFourEyes": admin,
  "Mutation.createExperiment": admin,
  "Mutation.startExperiment": admin,
  "Mutation.stopExperiment": admin,
  "Mutation.discardExperiment": admin,
  "Mutation.startDecisionRun": admin,
  "Mutation.eraseBorrower": admin,
  "Mutation.setHold": "signed-in",
  "Mutation.endHold": "signed-in",
  "Mutation.recordActivity": "signed-in",
  "Mutation.setConsent": "signed-in",
  "Mutation.setTimeZone": "signed-in",
  "Mutation.createUser": admin,
  "Mutation.disableUser": admin,
  "Mutation.enableUser": admin,
  "Mutation.resetUserPassword": admin,
  "Mutation.createApiKey": admin,
  "Mutation.revokeApiKey": admin,
  "Subscription.jobProgress": admin,
  "GET /healthz": "everybody",
  "POST /datasets": admin,
  "GET /datasets/:id/rejects.csv": admin,
  "GET /decisions.csv": admin,
  "GET /audit/heads.ndjson": admin,
};

/** Types that hold more than an agent may see, wherever a field leads to them. */
export const types: Readonly<Record<string, Access>> = {
  Model: admin,
  Dataset: admin,
  Job: admin,
  User: admin,
  ApiKey: admin,
  AuditEvent: admin,
};

/** Whether `actor` may do what needs `access`. */
export function isAllowed(access: Access, actor: Actor | null): boolean {
  if (access === "everybody") return true;
  if (actor === null) return false;
  return access === "signed-in" || access.includes(actor.role);
}

/** @throws a GraphQL error: UNAUTHENTICATED without an actor, FORBIDDEN with the wrong role */
export function demand(access: Access, actor: Actor | null, operation: string): void {
  if (isAllowed(access, actor)) return;
  if (actor === null) throw clientError("UNAUTHENTICATED", "Sign in first.");
  throw clientError("FORBIDDEN", `The role ${actor.role} may not use ${operation}.`);
}

/**
 * Puts every root field, and every field that leads to a guarded type, behind this table.
 * @throws Error naming the operations that have no entry, and the entries that have no operation or type
 */
export function guardSchema(schema: GraphQLSchema): GraphQLSchema {
  const roots = new Set(["Query", "Mutation", "Subscription"]);
  const seen = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      const name = `${type.name}.${field.name}`;
      if (roots.has(type.name)) seen.add(name);
      const access = roots.has(type.name) ? operations[name] : accessTo(schema, field.type);
      if (access === undefined || type.name in types) continue;
      if (type.name === "Subscription") field.subscribe = guarded(access, name, field.subscribe);
      else field.resolve = guarded(access, name, field.resolve);
    }
  }
  const graphqlEntries = Object.keys(operations).filter((name) => !name.includes(" "));
  const missing = [...seen].filter((name) => operations[name] === undefined);
  const unknownTypes = Object.keys(types).filter((name) => schema.getType(name) === undefined);
  const stale = [...graphqlEntries.filter((name) => !seen.has(name)), ...unknownTypes];
  if (missing.length > 0) throw new Error(`Without an entry in the permission table: ${missing.join(", ")}.`);
  if (stale.length > 0)
    throw new Error(`In the permission table, but not in the schema: ${stale.join(", ")}.`);
  return schema;
}

/** What a field's type demands; a union or interface demands what its first guarded member does. */
function accessTo(schema: GraphQLSchema, type: GraphQLOutputType): Access | undefined {
  const named = getNamedType(type);
  const members = isAbstractType(named) ? schema.getPossibleTypes(named) : [named];
  return members.map(({ name }) => types[name]).find((access) => access !== undefined);
}

type Resolver = GraphQLFieldResolver<unknown, Context>;

function guarded(access: Access, name: string, resolve: Resolver | undefined): Resolver {
  return (source, args, context, info) => {
    demand(access, context.actor, name);
    return (resolve ?? defaultFieldResolver)(source, args, context, info);
  };
}
