import type { TreatmentDefinition } from "@loan-recovery/ml-core/strategy/policy";
import type { RunSummary } from "./runs.js";

/** Counts a run's loans while they pass. */
export class Summary {
  loans = 0;
  /** Those in the queue: not the ones whose loans are all on HOLD. */
  borrowers = 0;
  unknownOutstanding = 0;
  private readonly treatmentLoans: Float64Array;
  private readonly treatmentAmounts: Float64Array;
  private readonly segments = new Set<number>();

  /** @param treatments by their codes */
  constructor(private readonly treatments: readonly TreatmentDefinition[]) {
    this.treatmentLoans = new Float64Array(treatments.length);
    this.treatmentAmounts = new Float64Array(treatments.length);
  }

  add(treatment: number, segment: number, outstanding: number): void {
    this.loans++;
    this.treatmentLoans[treatment]++;
    if (Number.isNaN(outstanding)) this.unknownOutstanding++;
    else this.treatmentAmounts[treatment] += outstanding;
    if (segment >= 0) this.segments.add(segment);
  }

  finish(segmentNames: readonly string[]): RunSummary {
    const counts = this.treatments.map(({ name, severity }, code) => ({
      severity,
      treatment: name,
      loans: this.treatmentLoans[code],
      outstanding: this.treatmentAmounts[code].toFixed(2),
    }));
    return {
      treatments: counts
        .filter(({ loans }) => loans > 0)
        .sort((a, b) => b.severity - a.severity)
        .map(({ severity: _, ...count }) => count),
      segments: [...this.segments].sort((a, b) => a - b).map((index) => segmentNames[index]),
    };
  }
}
