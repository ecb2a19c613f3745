import { systemActor } from "../access/actor.js";
import type { App } from "../context.js";
import { logError } from "../log.js";
import { publishDraft } from "./review.js";

/** Publishes the approved drafts whose time has come, the earliest first. @returns how many were published */
export async function publishDueDrafts(app: App): Promise<number> {
  const { rows } = await app.sql.query<{ id: number }>(
    "SELECT id FROM policy_draft WHERE state = 'APPROVED' AND publish_at <= now() ORDER BY publish_at, id",
  );
  let published = 0;
  for (const { id } of rows) {
    const result = await publishDraft(app, systemActor, id);
    if ("problems" in result)
      logError(`Draft ${id} was not published`, new Error(result.problems[0].message));
    else published++;
  }
  return published;
}
