import "reflect-metadata";
import type { GraphQLSchema } from "graphql";
import { buildSchemaSync, GraphQLISODateTime } from "type-graphql";
import { ApiKeyResolver } from "./access/api-keys.resolver.js";
import { guardSchema } from "./access/permissions.js";
import { UserResolver } from "./access/users.resolver.js";
import { ActivityResolver } from "./activities/activities.resolver.js";
import { AuditResolver } from "./audit/audit.resolver.js";
import { BorrowerConnectionResolver, BorrowerResolver } from "./borrowers/borrowers.resolver.js";
import { BorrowerContactResolver, DecisionContactResolver } from "./contacts/contacts.resolver.js";
import { DatasetResolver, RejectResolver } from "./datasets/datasets.resolver.js";
import { DecisionResolver } from "./decisions/decisions.resolver.js";
import { ReceiptResolver } from "./decisions/receipt.resolver.js";
import { DecisionRunResolver } from "./decisions/runs.resolver.js";
import { ExperimentResolver } from "./experiments/experiments.resolver.js";
import { RecoveryResolver } from "./experiments/recovery.resolver.js";
import { HoldResolver } from "./holds/holds.resolver.js";
import { JobResolver } from "./jobs/jobs.resolver.js";
import { LoanResolver, LoanSnapshotResolver } from "./loans/loans.resolver.js";
import { ModelReviewResolver } from "./models/model-review.resolver.js";
import { ModelResolver } from "./models/models.resolver.js";
import { ModelPromotionResolver } from "./models/promotions.resolver.js";
import { PolicyDraftResolver } from "./policies/drafts.resolver.js";
import { PolicyResolver } from "./policies/policies.resolver.js";
import { SimulationResolver } from "./policies/simulation.resolver.js";
import { SampleResolver } from "./sample/sample.resolver.js";
import { SettingsResolver } from "./settings.resolver.js";

/** The whole GraphQL schema, behind the permission table. */
export function makeSchema(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [
      UserResolver,
      ApiKeyResolver,
      AuditResolver,
      SettingsResolver,
      BorrowerResolver,
      BorrowerConnectionResolver,
      HoldResolver,
      ActivityResolver,
      BorrowerContactResolver,
      DecisionContactResolver,
      LoanResolver,
      LoanSnapshotResolver,
      DecisionResolver,
      DecisionRunResolver,
      ReceiptResolver,
      PolicyResolver,
      PolicyDraftResolver,
      SimulationResolver,
      ExperimentResolver,
      RecoveryResolver,
      ModelResolver,
      ModelPromotionResolver,
      ModelReviewResolver,
      DatasetResolver,
      RejectResolver,
      JobResolver,
      SampleResolver,
    ],
    // Input classes whose fields have no rule of their own are checked by GraphQL already.
    validate: { forbidUnknownValues: false },
    scalarsMap: [{ type: Date, scalar: GraphQLISODateTime }],
    // Subscriptions use PostgreSQL's NOTIFY through their own `subscribe`, never an in-memory bus.
    pubSub: {
      publish: () => {},
      subscribe: () => {
        throw new Error("Not used.");
      },
    },
  });
  return guardSchema(schema);
}
