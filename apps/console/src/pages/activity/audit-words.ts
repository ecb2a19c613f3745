const actions: Record<string, string> = {
  "dataset.upload": "Uploaded a file",
  "dataset.import": "Asked for an import",
  "dataset.imported": "Imported a file",
  "dataset.failed": "An import failed",
  "dataset.discard": "Discarded a file",
  "model.train": "Asked for a training",
  "model.trained": "Trained a model",
  "model.promote": "Made a model active",
  "policy.publish": "Published a policy",
  "policy.four-eyes": "Switched four eyes on or off",
  "policy.four-eyes.ask": "Asked to switch four eyes off",
  "experiment.create": "Planned an experiment",
  "experiment.start": "Started an experiment",
  "experiment.stop": "Stopped an experiment",
  "experiment.discard": "Discarded an experiment",
  "run.start": "Asked for a decision run",
  "run.activate": "Put a decision run in force",
  "run.seal": "Sealed the decisions of a run",
  "run.drop": "Dropped the decisions of a run",
  "decision.revise": "Decided loans again",
  "borrower.erase": "Erased a borrower",
  "user.create": "Created a user",
  "user.disable": "Disabled a user",
  "user.enable": "Enabled a user",
};

/** An audit event's action in words: "run.activate" is "Put a decision run in force"; one that has none keeps its name. */
export function actionText(action: string): string {
  if (actions[action]) return actions[action];
  const words = action.replaceAll(/[._-]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

interface Detail {
  name: string;
  value: string;
}

/** The detail's JSON as names and values; what cannot be read stays as it is written. */
export function detailsOf(detail: string | null | undefined): Detail[] {
  if (!detail) return [];
  try {
    const parsed: unknown = JSON.parse(detail);
    if (typeof parsed !== "object" || parsed === null) return [{ name: "", value: detail }];
    return Object.entries(parsed)
      .filter(([, value]) => value !== null && value !== "" && !(Array.isArray(value) && value.length === 0))
      .map(([name, value]) => ({
        name: name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
        value: typeof value === "object" ? JSON.stringify(value) : String(value),
      }));
  } catch {
    return [{ name: "", value: detail }];
  }
}
