/** What to do about a loan. HOLD means that it must not be treated now. */
export type Treatment = "LEGAL_ACTION" | "SETTLEMENT_OFFER" | "REMINDER" | "HOLD";

/** Mildest first: the index is the treatment's severity, and its code in columnar results. */
export const treatments: readonly Treatment[] = ["HOLD", "REMINDER", "SETTLEMENT_OFFER", "LEGAL_ACTION"];

/** A treatment for the scores from `from` (a risk in [0, 1]) up to the next band's `from`. */
export interface Band {
  readonly treatment: Treatment;
  readonly from: number;
  /** Whether a score of exactly `from` belongs to this band (true) or to the one below (false). */
  readonly fromInclusive: boolean;
}

/** Bands in ascending order of `from`; the first starts at 0, inclusive. */
export interface Policy {
  readonly bands: readonly Band[];
}

/** What is wrong with a policy, beside the field that it concerns. */
export interface Problem {
  /** For example `bands.1.from`. */
  readonly path: string;
  readonly message: string;
}

/** Risk above 0.75: legal action; 0.5 to 0.75, both included: settlement offer; below 0.5: reminder. */
export const seedPolicy: Policy = {
  bands: [
    { treatment: "REMINDER", from: 0, fromInclusive: true },
    { treatment: "SETTLEMENT_OFFER", from: 0.5, fromInclusive: true },
    { treatment: "LEGAL_ACTION", from: 0.75, fromInclusive: false },
  ],
};

/** Every fault of `policy`; empty means that its bands partition [0, 1]. */
export function validatePolicy(policy: Policy): Problem[] {
  const { bands } = policy;
  if (bands.length === 0) return [{ path: "bands", message: "A policy needs at least one band." }];
  const problems: Problem[] = [];
  const seen = new Set<Treatment>();
  bands.forEach((band, index) => {
    const path = `bands.${index}`;
    if (!treatments.includes(band.treatment)) {
      problems.push({ path: `${path}.treatment`, message: `Unknown treatment "${band.treatment}".` });
    } else if (seen.has(band.treatment)) {
      problems.push({ path: `${path}.treatment`, message: `${band.treatment} has two bands.` });
    }
    seen.add(band.treatment);
    if (!(band.from >= 0 && band.from <= 1)) {
      problems.push({ path: `${path}.from`, message: `A boundary is a risk from 0 to 1, not ${band.from}.` });
    } else if (index === 0 && (band.from !== 0 || !band.fromInclusive)) {
      problems.push({ path: `${path}.from`, message: "The first band starts at 0, included." });
    } else if (index > 0 && !isAbove(bands[index - 1], band)) {
      problems.push({
        path: `${path}.from`,
        message: `Must lie above ${bands[index - 1].from}, where the band below starts.`,
      });
    }
  });
  return problems;
}

function isAbove(lower: Band, upper: Band): boolean {
  return upper.from > lower.from;
}
