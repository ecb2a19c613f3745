import type { IncomingMessage, Server } from "node:http";
import { type GraphQLError, type GraphQLSchema, parse, validate } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import type { Actor } from "./access/actor.js";
import type { Authenticate } from "./access/authenticate.js";
import { isOwnOrigin } from "./access/http.js";
import type { App, Context } from "./context.js";
import { checkComplexity } from "./graphql/complexity.js";
import { openLoaders } from "./loaders.js";

/** Code 4401 tells the client to sign in again instead of trying again. */
const unauthorized = 4401;

/**
 * GraphQL over WebSocket at /graphql, with the same session as HTTP. A socket closes when its session ends.
 * @returns closes all sockets
 */
export function serveSubscriptions(
  app: App,
  authenticate: Authenticate,
  schema: GraphQLSchema,
  server: Server,
) {
  const { publicUrl } = app.config;
  const sockets = new WebSocketServer({
    server,
    path: "/graphql",
    maxPayload: 100_000,
    verifyClient: ({ origin, req }: { origin: string | undefined; req: IncomingMessage }) =>
      origin === undefined || isOwnOrigin(origin, req.headers.host, publicUrl),
  });
  const bySession = new Map<string, Set<() => void>>();
  const stopListening = app.notifications.on("session_ended", (sessionId) => {
    for (const close of bySession.get(sessionId) ?? []) close();
  });

  const actors = new WeakMap<object, Actor>();
  const service = useServer<Record<string, unknown>, { forget?: () => void }>(
    {
      schema,
      onConnect: async ({ extra }) => {
        const actor = await authenticate(extra.request.headers);
        if (actor === null) return false;
        actors.set(extra.socket, actor);
        if (actor.sessionId === null) return true;
        const open = bySession.get(actor.sessionId) ?? new Set();
        const close = () => extra.socket.close(unauthorized, "Signed out");
        bySession.set(actor.sessionId, open.add(close));
        extra.forget = () => {
          open.delete(close);
          if (open.size === 0) bySession.delete(actor.sessionId!);
        };
        return true;
      },
      onSubscribe: (_context, _id, { query, operationName, variables }) => {
        try {
          const document = parse(query);
          const faults = validate(schema, document);
          if (faults.length > 0) return faults;
          checkComplexity(schema, document, { operationName, variables });
        } catch (error) {
          // A query that cannot be parsed, or one that asks for too much.
          return [error as GraphQLError];
        }
      },
      onDisconnect: ({ extra }) => extra.forget?.(),
      context: ({ extra }): Context => ({
        ...app,
        actor: actors.get(extra.socket) ?? null,
        loaders: openLoaders(app),
      }),
    },
    sockets,
  );
  return async () => {
    stopListening();
    await service.dispose();
  };
}
