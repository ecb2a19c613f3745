import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import express from "express";

const dist = fileURLToPath(new URL("../../console/dist/", import.meta.url));

/** Serves the built console; every address that is not a file is one of its pages. */
export function consoleRoutes(): express.Router {
  const routes = express.Router();
  // Built file names carry a hash of their content, so they may be kept for ever; the page that names them may not.
  routes.use(
    "/assets",
    express.static(join(dist, "assets"), { immutable: true, maxAge: "365d", fallthrough: false }),
  );
  routes.use(express.static(dist, { index: false }));
  routes.get("/{*path}", (request, response, next) => {
    if (!request.accepts("html")) return next();
    if (!existsSync(join(dist, "index.html"))) {
      response.status(503).type("text").send("The console is not built: run npm run build.");
      return;
    }
    response.setHeader("Cache-Control", "no-cache");
    response.sendFile(join(dist, "index.html"));
  });
  return routes;
}
