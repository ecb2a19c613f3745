import { type BoostRows, groupBins } from "./boost-rows.ts";
import { exactRows, gradientOf, hessianOf } from "./gradients.ts";

/** Fills histograms of one group of features at a time. */
export class Histograms {
  private readonly rows: BoostRows;
  /** Packed sums of up to `exactRows` rows. */
  private readonly sums = new Float64Array(groupBins);

  constructor(rows: BoostRows) {
    this.rows = rows;
  }

  /** Sums up the rows of `node` by the codes of group `group`, into `slot`. */
  build(node: number, group: number, slot: number): void {
    const { bounds, teamSize, groups, histogramG, histogramH } = this.rows;
    const at = (slot * groups + group) * groupBins;
    histogramG.fill(0, at, at + groupBins);
    histogramH.fill(0, at, at + groupBins);
    let pending = 0;
    for (let member = 0; member < teamSize; member++) {
      const place = (node * teamSize + member) * 2;
      const end = bounds[place + 1];
      for (let from = bounds[place]; from < end; ) {
        const to = Math.min(end, from + exactRows - pending);
        this.add(group, from, to);
        pending += to - from;
        from = to;
        if (pending === exactRows) {
          this.unpack(at);
          pending = 0;
        }
      }
    }
    if (pending > 0) this.unpack(at);
  }

  private add(group: number, from: number, to: number): void {
    const { words, rowCount, entries, gradients } = this.rows;
    const { sums } = this;
    const base = group * rowCount;
    for (let i = from; i < to; i++) {
      const word = words[base + entries[i]];
      const packed = gradients[i];
      sums[word & 255] += packed;
      sums[256 | ((word >>> 8) & 255)] += packed;
      sums[512 | ((word >>> 16) & 255)] += packed;
      sums[768 | (word >>> 24)] += packed;
    }
  }

  private unpack(at: number): void {
    const { histogramG, histogramH } = this.rows;
    const { sums } = this;
    for (let bin = 0; bin < groupBins; bin++) {
      const packed = sums[bin];
      if (packed === 0) continue;
      const gradient = gradientOf(packed);
      histogramG[at + bin] += gradient;
      histogramH[at + bin] += hessianOf(packed, gradient);
      sums[bin] = 0;
    }
  }

  /** What is left of `slot` without the rows of `other`: the histogram of the sibling, for nothing. */
  subtract(group: number, slot: number, other: number): void {
    const { groups, histogramG, histogramH } = this.rows;
    const to = (slot * groups + group) * groupBins;
    const from = (other * groups + group) * groupBins;
    for (let bin = 0; bin < groupBins; bin++) {
      histogramG[to + bin] -= histogramG[from + bin];
      histogramH[to + bin] -= histogramH[from + bin];
    }
  }
}
