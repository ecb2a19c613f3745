import type { Band, CompletePolicy, Problem } from "./policy.ts";

/** Bands that a loan's rule code can name; more would not be readable anyway. */
const maxBands = 64;

/** Faults of the bands; none means that they partition [0, 1] into treatments that the policy knows. */
export function checkBands({ bands, treatments }: CompletePolicy): Problem[] {
  if (bands.length === 0) return [{ path: "bands", message: "A policy needs at least one band." }];
  if (bands.length > maxBands) {
    return [{ path: "bands", message: `A policy has at most ${maxBands} bands, not ${bands.length}.` }];
  }
  const problems: Problem[] = [];
  const known = new Set(treatments.map(({ name }) => name));
  const seen = new Set<string>();
  bands.forEach((band, index) => {
    const path = `bands.${index}`;
    if (!known.has(band.treatment)) {
      problems.push({ path: `${path}.treatment`, message: `Unknown treatment "${band.treatment}".` });
    } else if (seen.has(band.treatment)) {
      problems.push({ path: `${path}.treatment`, message: `${band.treatment} has two bands.` });
    }
    seen.add(band.treatment);
    const message = boundaryFault(bands, index);
    if (message !== undefined) problems.push({ path: `${path}.from`, message });
    if (typeof band.fromInclusive !== "boolean") {
      problems.push({ path: `${path}.fromInclusive`, message: "Say true or false." });
    }
  });
  return problems;
}

function boundaryFault(bands: readonly Band[], index: number): string | undefined {
  const { from, fromInclusive } = bands[index];
  if (!(from >= 0 && from <= 1)) return `A boundary is a risk from 0 to 1, not ${from}.`;
  if (index === 0) {
    return from === 0 && fromInclusive ? undefined : "The first band starts at 0, included.";
  }
  const below = bands[index - 1].from;
  if (!(from > below)) return `Must lie above ${below}, where the band below starts.`;
  // Above 1 there is no score, so such a band would never be reached and [0, 1] would be one band short.
  return from === 1 && !fromInclusive ? "No score lies above 1: include 1 or lower the boundary." : undefined;
}
