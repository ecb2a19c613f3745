import type { NextFunction, Request, RequestHandler, Response } from "express";
import { GraphQLError } from "graphql";
import { logError } from "../log.js";
import type { Actor } from "./actor.js";
import type { Authenticate } from "./authenticate.js";
import { demand, operations } from "./permissions.js";

/** An error that a caller of an HTTP route may see. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Who is asking, on a request that has passed `requireAccess`. */
export function actorOf(response: Response): Actor {
  return response.locals.actor as Actor;
}

/**
 * Lets a request pass only where the permission table allows it.
 * @param operation an entry such as "POST /datasets"
 * @throws Error at start-up where the table has no such entry
 */
export function requireAccess(authenticate: Authenticate, operation: string): RequestHandler {
  const access = operations[operation];
  if (access === undefined) throw new Error(`Without an entry in the permission table: ${operation}.`);
  return async (request, response, next) => {
    const actor = await authenticate(request.headers);
    try {
      demand(access, actor, operation);
    } catch (error) {
      const { message, extensions } = error as GraphQLError;
      throw new HttpError(actor === null ? 401 : 403, String(extensions.code), message);
    }
    response.locals.actor = actor;
    next();
  };
}

/**
 * Refuses what another site's page could make a signed-in browser send: a request that carries a cookie needs our
 * own origin, or a header that a cross-site form cannot set. A machine's bearer token is never sent by itself.
 */
export function requireSameOrigin(publicUrl: string): RequestHandler {
  return (request, _response, next) => {
    if (!isSameOrigin(request, publicUrl)) {
      throw new HttpError(403, "CROSS_SITE", "This request came from another site.");
    }
    next();
  };
}

function isSameOrigin(request: Request, publicUrl: string): boolean {
  const { authorization, origin, host } = request.headers;
  if (authorization?.startsWith("Bearer ")) return true;
  if (origin !== undefined) return isOwnOrigin(origin, host, publicUrl);
  return request.headers["x-requested-with"] === "loan-recovery";
}

/** Whether a browser's Origin is this server: its public address, or the very host that was asked. */
export function isOwnOrigin(origin: string, host: string | undefined, publicUrl: string): boolean {
  if (origin === publicUrl) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** The last handler: names a refusal, and hides and logs everything unexpected. */
export function answerErrors(error: unknown, request: Request, response: Response, next: NextFunction): void {
  if (response.headersSent) {
    next(error);
    return;
  }
  if (error instanceof HttpError) {
    response.status(error.status).json({ error: { code: error.code, message: error.message } });
    return;
  }
  const status = (error as { status?: number }).status;
  if (status !== undefined && status >= 400 && status < 500) {
    response.status(status).json({ error: { code: "BAD_REQUEST", message: (error as Error).message } });
    return;
  }
  logError(`${request.method} ${request.path} failed`, error);
  response
    .status(500)
    .json({ error: { code: "INTERNAL", message: "Something went wrong here. It has been logged." } });
}
