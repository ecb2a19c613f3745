import { type DocumentNode, type GraphQLSchema, getNamedType } from "graphql";
import { type ComplexityEstimator, getComplexity, simpleEstimator } from "graphql-query-complexity";
import { maxPageSize } from "./connection.js";
import { badInput } from "./errors.js";

/** An operation may ask for this many fields in all, counted as if every page were full. */
const maxComplexity = 50_000;

/** A connection costs its page size times what each row costs. Other fields are left to the next estimator. */
const byPageSize: ComplexityEstimator = ({ args, childComplexity, field }) => {
  if (!getNamedType(field.type).name.endsWith("Connection")) return undefined;
  const asked = Number(args.first ?? args.last ?? 50);
  return 1 + Math.min(Math.max(asked, 1), maxPageSize) * childComplexity;
};

/** Fields that compute: each takes as long as reading a page of a thousand. */
const computing: ReadonlySet<string> = new Set([
  "explanation",
  "decisionReceipt",
  "replayDecision",
  "simulatePolicy",
  "optimizePolicy",
  "planExperiment",
  "result",
  "sensitivity",
  "contacts",
  "groups",
]);
const byWork: ComplexityEstimator = ({ childComplexity, field }) =>
  computing.has(field.name) ? 1000 + childComplexity : undefined;

interface Operation {
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
}

/** @throws a GraphQL error for the caller where the operation asks for too much, or a variable does not fit its type */
export function checkComplexity(schema: GraphQLSchema, query: DocumentNode, operation: Operation): void {
  const complexity = complexityOf(schema, query, operation);
  if (complexity <= maxComplexity) return;
  throw badInput(`The operation asks for ${complexity} fields; ${maxComplexity} are allowed at once.`);
}

function complexityOf(schema: GraphQLSchema, query: DocumentNode, operation: Operation): number {
  try {
    return getComplexity({
      schema,
      query,
      operationName: operation.operationName ?? undefined,
      variables: operation.variables ?? undefined,
      estimators: [byPageSize, byWork, simpleEstimator({ defaultComplexity: 1 })],
    });
  } catch (error) {
    // Variables are read here before the execution reads them.
    throw badInput((error as Error).message);
  }
}
