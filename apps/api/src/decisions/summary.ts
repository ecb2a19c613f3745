import { treatments } from "@loan-recovery/ml-core/strategy/policy";
import type { RunSummary } from "./runs.js";

const steps = 200;

/** Counts a run's loans while they pass: per treatment, and by score. */
export class Summary {
  loans = 0;
  borrowers = 0;
  unknownOutstanding = 0;
  private readonly treatmentLoans = new Float64Array(treatments.length);
  private readonly treatmentAmounts = new Float64Array(treatments.length);
  // Cell 2i holds scores of exactly i / steps, cell 2i + 1 those strictly between i / steps and (i + 1) / steps.
  private readonly cellLoans = new Float64Array(2 * steps + 1);
  private readonly cellAmounts = new Float64Array(2 * steps + 1);
  private readonly segments = new Set<number>();

  add(risk: number, treatment: number, segment: number, outstanding: number): void {
    const amount = Number.isNaN(outstanding) ? 0 : outstanding;
    if (Number.isNaN(outstanding)) this.unknownOutstanding++;
    this.loans++;
    this.treatmentLoans[treatment]++;
    this.treatmentAmounts[treatment] += amount;
    const cell = scoreCell(risk);
    this.cellLoans[cell]++;
    this.cellAmounts[cell] += amount;
    if (segment >= 0) this.segments.add(segment);
  }

  finish(segmentNames: readonly string[]): RunSummary {
    const below: number[] = [];
    const atOrBelow: number[] = [];
    const outstandingBelow: number[] = [];
    const outstandingAtOrBelow: number[] = [];
    let loans = 0;
    let amount = 0;
    for (let i = 0; i <= steps; i++) {
      below.push(loans);
      outstandingBelow.push(amount);
      loans += this.cellLoans[2 * i];
      amount += this.cellAmounts[2 * i];
      atOrBelow.push(loans);
      outstandingAtOrBelow.push(amount);
      if (i < steps) {
        loans += this.cellLoans[2 * i + 1];
        amount += this.cellAmounts[2 * i + 1];
      }
    }
    return {
      treatments: treatments.flatMap((treatment, i) =>
        this.treatmentLoans[i] === 0
          ? []
          : [{ treatment, loans: this.treatmentLoans[i], outstanding: this.treatmentAmounts[i].toFixed(2) }],
      ),
      scoreCurve: { steps, below, atOrBelow, outstandingBelow, outstandingAtOrBelow },
      segments: [...this.segments].sort((a, b) => a - b).map((index) => segmentNames[index]),
    };
  }
}

/** The cell of a score in [0, 1]. Compared with i / steps itself, as a threshold is, never with a rounded score. */
function scoreCell(risk: number): number {
  let i = Math.floor(risk * steps);
  // The product is rounded: step to the right side of the quotient that thresholds are made of.
  if (i / steps > risk) i--;
  else if (i < steps && (i + 1) / steps <= risk) i++;
  return risk === i / steps ? 2 * i : 2 * i + 1;
}
