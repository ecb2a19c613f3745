import type { Server } from "node:http";
import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import { unwrapResolverError } from "@apollo/server/errors";
import { ApolloServerPluginLandingPageDisabled } from "@apollo/server/plugin/disabled";
import { expressMiddleware } from "@as-integrations/express5";
import { toNodeHandler } from "better-auth/node";
import express from "express";
import type { GraphQLFormattedError, GraphQLSchema } from "graphql";
import helmet from "helmet";
import { type Auth, clientAddressHeader } from "./access/auth.js";
import type { Authenticate } from "./access/authenticate.js";
import { answerErrors, requireAccess } from "./access/http.js";
import { sendHeads } from "./audit/heads.js";
import { consoleRoutes } from "./console.js";
import type { App, Context } from "./context.js";
import { isMigrated } from "./database/migrations.js";
import { datasetRoutes } from "./datasets/datasets.routes.js";
import { sendDecisionsCsv } from "./decisions/export.js";
import { checkComplexity } from "./graphql/complexity.js";
import { openLoaders } from "./loaders.js";
import { logError } from "./log.js";
import { serveSubscriptions } from "./subscriptions.js";

/** Everything that the port serves: console, GraphQL, sign-in, uploads, downloads, health. */
export async function serve(
  app: App,
  auth: Auth,
  authenticate: Authenticate,
  schema: GraphQLSchema,
  server: Server,
) {
  const apollo = new ApolloServer<Context>({
    schema,
    plugins: [ApolloServerPluginLandingPageDisabled(), limitComplexity(schema)],
    includeStacktraceInErrorResponses: false,
    formatError: hideUnexpected,
    stopOnTerminationSignals: false,
  });
  await apollo.start();

  const http = express();
  http.disable("x-powered-by");
  http.use(securityHeaders(app));
  http.get("/healthz", (_request, response) => answerHealth(app, response));
  // Only the socket knows who calls: what a header says of it could be anything.
  http.use((request, _response, next) => {
    request.headers[clientAddressHeader] = request.socket.remoteAddress ?? "unknown";
    next();
  });
  http.all("/api/auth/{*rest}", toNodeHandler(auth));
  const contextOf = async ({ req }: { req: express.Request }): Promise<Context> => {
    return { ...app, actor: await authenticate(req.headers), loaders: openLoaders(app) };
  };
  http.use("/graphql", express.json({ limit: "1mb" }), expressMiddleware(apollo, { context: contextOf }));
  http.use(datasetRoutes(app, authenticate));
  http.get("/decisions.csv", requireAccess(authenticate, "GET /decisions.csv"), (request, response) =>
    sendDecisionsCsv(app, request, response),
  );
  const heads = "GET /audit/heads.ndjson";
  http.get("/audit/heads.ndjson", requireAccess(authenticate, heads), (_request, response) =>
    sendHeads(app.sql, response),
  );
  http.use(consoleRoutes());
  http.use(answerErrors);

  server.removeAllListeners("request");
  server.on("request", http);
  const closeSubscriptions = serveSubscriptions(app, authenticate, schema, server);
  return async () => {
    await closeSubscriptions();
    await apollo.stop();
  };
}

function securityHeaders({ config }: App) {
  const isHttps = config.publicUrl.startsWith("https:");
  return helmet({
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:"],
        connectSrc: ["'self'", "ws:", "wss:"],
        upgradeInsecureRequests: isHttps ? [] : null,
      },
    },
    strictTransportSecurity: isHttps,
    // With no referrer at all, browsers leave out the Origin by which a request is known to be the console's own.
    referrerPolicy: { policy: "same-origin" },
  });
}

async function answerHealth({ sql }: App, response: express.Response): Promise<void> {
  const isHealthy = await isMigrated(sql).catch(() => false);
  response.status(isHealthy ? 200 : 503).json({ status: isHealthy ? "ok" : "unavailable" });
}

function limitComplexity(schema: GraphQLSchema): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ request, document }) {
          checkComplexity(schema, document, request);
        },
      };
    },
  };
}

/** A thrown GraphQLError is meant for the caller; anything else is logged here and hidden. */
function hideUnexpected(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  if (formatted.extensions?.code !== "INTERNAL_SERVER_ERROR") return formatted;
  logError("GraphQL", unwrapResolverError(error));
  return {
    message: "Something went wrong here. It has been logged.",
    path: formatted.path,
    extensions: { code: "INTERNAL_SERVER_ERROR" },
  };
}
