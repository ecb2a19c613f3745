import { type Band, plainBands } from "../../components/bands.ts";
import { formatBoundary } from "../../components/format.ts";
import { treatmentLabel } from "../../components/treatment.tsx";

/** "from 50%" where a score of exactly that belongs to the band, else "above 50%". */
function startOf({ from, fromInclusive }: Band): string {
  return `${fromInclusive ? "from" : "above"} ${formatBoundary(from)}`;
}

/** "Settlement offer from 50%, Legal action above 75%" */
export function describeBands(bands: readonly Band[]): string {
  return bands
    .slice(1)
    .map((band) => `${treatmentLabel(band.treatment)} ${startOf(band)}`)
    .join(", ");
}

/** What differs, one line for each band: "Legal action above 70%, until now above 75%". */
export function describeChanges(before: readonly Band[], after: readonly Band[]): string[] {
  return plainBands(after).flatMap((band) => {
    const old = before.find(({ treatment }) => treatment === band.treatment);
    const name = treatmentLabel(band.treatment);
    if (!old) return [`${name} ${startOf(band)}, which is new`];
    return startOf(old) === startOf(band) ? [] : [`${name} ${startOf(band)}, until now ${startOf(old)}`];
  });
}
