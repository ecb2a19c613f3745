import { parsePolicy } from "./parse-policy.ts";
import type { Policy, Problem } from "./policy.ts";

/** A policy that may be used, or what is wrong with its text. */
export type PolicyReading =
  | { readonly policy: Policy; readonly problems: readonly [] }
  | { readonly policy: null; readonly problems: readonly Problem[] };

/**
 * Reads a policy from JSON: the bands, such as `{"bands": [{"treatment": "REMINDER", "from": 0, "fromInclusive": true}, ...]}`,
 * and whatever else of a `Policy` differs from the defaults.
 */
export function readPolicy(text: string): PolicyReading {
  let value: unknown;
  try {
    // Some editors begin a file with a byte order mark, which JSON does not know.
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const reason = error instanceof Error ? error.message.replaceAll(/\s+/g, " ") : "";
    return refused([{ path: "", message: `This is no JSON: ${reason}.` }]);
  }
  if (typeof value !== "object" || value === null || !("bands" in value)) {
    return refused([{ path: "bands", message: 'A policy is an object with a list of "bands".' }]);
  }
  const parsed = parsePolicy(value);
  return "problems" in parsed ? refused(parsed.problems) : { policy: parsed.policy, problems: [] };
}

function refused(problems: readonly Problem[]): PolicyReading {
  return { policy: null, problems };
}
