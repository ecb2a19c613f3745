import { type Band, type Policy, type Problem, treatments, validatePolicy } from "./policy.ts";

/** A policy that may be used, or what is wrong with its text. */
export type PolicyReading =
  | { readonly policy: Policy; readonly problems: readonly [] }
  | { readonly policy: null; readonly problems: readonly Problem[] };

/** Reads a policy from JSON such as `{"bands": [{"treatment": "REMINDER", "from": 0, "fromInclusive": true}, ...]}`. */
export function readPolicy(text: string): PolicyReading {
  let value: unknown;
  try {
    // Some editors begin a file with a byte order mark, which JSON does not know.
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const reason = error instanceof Error ? error.message.replaceAll(/\s+/g, " ") : "";
    return refused("", `This is no JSON: ${reason}.`);
  }
  if (!isRecord(value) || !Array.isArray(value.bands)) {
    return refused("bands", 'A policy is an object with a list of "bands".');
  }
  const problems: Problem[] = [];
  const bands = value.bands.map((band: unknown, index) => readBand(band, `bands.${index}`, problems));
  if (problems.length > 0) return { policy: null, problems };
  const policy: Policy = { bands: bands.filter((band) => band !== null) };
  const faults = validatePolicy(policy);
  return faults.length > 0 ? { policy: null, problems: faults } : { policy, problems: [] };
}

function refused(path: string, message: string): PolicyReading {
  return { policy: null, problems: [{ path, message }] };
}

/** @param problems takes what is wrong with the band's fields */
function readBand(value: unknown, path: string, problems: Problem[]): Band | null {
  if (!isRecord(value)) {
    problems.push({ path, message: "A band is an object with treatment, from and fromInclusive." });
    return null;
  }
  const { treatment: name, from, fromInclusive } = value;
  const treatment = treatments.find((known) => known === name);
  if (treatment === undefined) {
    const message = `${JSON.stringify(name)} is no treatment; there are ${treatments.join(", ")}.`;
    problems.push({ path: `${path}.treatment`, message });
  }
  if (typeof from !== "number") {
    const message = `A boundary is a number from 0 to 1, not ${JSON.stringify(from)}.`;
    problems.push({ path: `${path}.from`, message });
  }
  if (typeof fromInclusive !== "boolean") {
    const message = `Must be true or false (whether a score of exactly "from" belongs to this band), not ${JSON.stringify(fromInclusive)}.`;
    problems.push({ path: `${path}.fromInclusive`, message });
  }
  if (treatment === undefined || typeof from !== "number" || typeof fromInclusive !== "boolean") return null;
  return { treatment, from, fromInclusive };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
