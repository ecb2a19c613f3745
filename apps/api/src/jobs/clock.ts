import { systemActor } from "../access/actor.js";
import type { App } from "../context.js";
import { endDueHolds } from "../holds/holds.js";
import { logError } from "../log.js";
import { publishDueDrafts } from "../policies/schedule.js";

const tickMilliseconds = 2000;

/** What is due at a time of its own. Each task looks up what is due and may run twice, or late, without harm. */
const tasks: Readonly<Record<string, (app: App) => Promise<unknown>>> = {
  "Scheduled policies": publishDueDrafts,
  "Holds whose last day has passed": (app) => endDueHolds(app, systemActor),
};

/** Looks for what is due, again and again, until the process ends. */
export function startClock(app: App): void {
  const tick = async () => {
    for (const [what, task] of Object.entries(tasks)) {
      await task(app).catch((error: unknown) => logError(what, error));
    }
    setTimeout(tick, tickMilliseconds).unref();
  };
  void tick();
}
