import { notRecovered, recovered } from "./category-counter.ts";
import { rateOf } from "./estimates.ts";
import type { ProfileBatch } from "./profile-batch.ts";
import type { SegmentProfile } from "./profile-report.ts";

/** Rows, outcomes and scores by segment. */
export class SegmentStats {
  readonly names: readonly string[];
  /** Three places per segment, by outcome. */
  private readonly counts: Float64Array;
  private readonly risks: Float64Array;
  private readonly scored: Float64Array;

  constructor(names: readonly string[]) {
    this.names = names;
    this.counts = new Float64Array(3 * names.length);
    this.risks = new Float64Array(names.length);
    this.scored = new Float64Array(names.length);
  }

  /** @throws RangeError where a segment has no name */
  add({ segment, risk }: ProfileBatch, outcome: Uint8Array): void {
    if (segment === undefined) return;
    for (let row = 0; row < segment.length; row++) {
      const own = segment[row];
      if (own === -1) continue;
      if (own < 0 || own >= this.names.length) {
        throw new RangeError(`segment of row ${row} is ${own}; there are ${this.names.length} names`);
      }
      this.counts[3 * own + outcome[row]]++;
      if (risk === undefined || !Number.isFinite(risk[row])) continue;
      this.risks[own] += risk[row];
      this.scored[own]++;
    }
  }

  describe(rows: number, independence: number): SegmentProfile[] {
    return this.names.map((segment, i) => {
      const counts = this.counts.subarray(3 * i, 3 * i + 3);
      const size = counts[0] + counts[1] + counts[2];
      return {
        segment,
        rows: size,
        share: rows > 0 ? size / rows : 0,
        outcome: rateOf(counts[notRecovered], counts[notRecovered] + counts[recovered], independence),
        meanRisk: this.scored[i] > 0 ? this.risks[i] / this.scored[i] : null,
      };
    });
  }
}
