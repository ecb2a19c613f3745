import { missingCode } from "../random-forest/nodes.ts";
import {
  type BoostOptions,
  type BoostRows,
  candidateLength,
  groupBins,
  groupFeatures,
} from "./boost-rows.ts";
import { gradientScale, hessianScale, type NodeSums } from "./gradients.ts";

/** The best split of a node. Sums are in whole units (see gradients.ts). */
export interface Split {
  readonly feature: number;
  readonly gain: number;
  /** Numbers: codes up to this one go left. Categories: this many, in the order of `orderCategories`, go left. */
  readonly threshold: number;
  readonly missingLeft: boolean;
  readonly leftG: number;
  readonly leftH: number;
}

/**
 * Finds splits that lower the second-order approximation of the penalised loss most: the gain is
 * GL^2 / (HL + l2) + GR^2 / (HR + l2) - G^2 / (H + l2) (Chen and Guestrin 2016, equation 7, without the half).
 */
export class SplitScan {
  private readonly rows: BoostRows;
  private readonly l2: number;
  private readonly minHessian: number;
  private readonly minGain: number;
  private readonly order = new Int32Array(256);
  private best = 0;
  private found = { feature: -1, threshold: 0, missingLeft: 0, leftG: 0, leftH: 0 };

  constructor(rows: BoostRows, options: BoostOptions) {
    this.rows = rows;
    // In the units of the histograms, so that the scan has nothing to convert.
    this.l2 = options.l2 / hessianScale;
    this.minHessian = Math.max(1, options.minHessian / hessianScale);
    // A gain of nothing but rounding is none.
    this.minGain = Math.max(options.minGain, 1e-6) * this.gainUnits;
  }

  private get gainUnits(): number {
    return hessianScale / (gradientScale * gradientScale);
  }

  /** Whether both sides of a split of so many hessians could be heavy enough. */
  isSplittable({ h }: NodeSums): boolean {
    return h >= 2 * this.minHessian;
  }

  /** Writes the best split on the group's features that `usable` marks to the candidates. */
  scan(slot: number, group: number, node: NodeSums, usable: Uint8Array): void {
    const { featureCount, groups, categorical, candidates } = this.rows;
    this.best = this.minGain;
    this.found.feature = -1;
    const first = group * groupFeatures;
    for (let feature = first; feature < Math.min(featureCount, first + groupFeatures); feature++) {
      if (usable[feature] === 0) continue;
      const at = this.binsOf(slot, feature);
      if (categorical[feature] === 1) this.scanCategories(at, feature, node);
      else this.scanNumbers(at, feature, node);
    }
    const { feature, threshold, missingLeft, leftG, leftH } = this.found;
    const to = (slot * groups + group) * candidateLength;
    candidates.set([feature, this.best, threshold, missingLeft, leftG, leftH], to);
  }

  /** The best split of all groups, the first of equals; null where none is worth it. */
  bestOf(slot: number): Split | null {
    const { groups, candidates } = this.rows;
    let best = -1;
    for (let group = 0; group < groups; group++) {
      const at = (slot * groups + group) * candidateLength;
      if (candidates[at] >= 0 && (best < 0 || candidates[at + 1] > candidates[best + 1])) best = at;
    }
    if (best < 0) return null;
    return {
      feature: candidates[best],
      gain: candidates[best + 1] / this.gainUnits,
      threshold: candidates[best + 2],
      missingLeft: candidates[best + 3] === 1,
      leftG: candidates[best + 4],
      leftH: candidates[best + 5],
    };
  }

  /** The threshold halfway to the next code that the node has, where rows unlike its own part more fairly. */
  middleOf(slot: number, { feature, threshold }: Split): number {
    const at = this.binsOf(slot, feature);
    const last = this.rows.codeCounts[feature] - 1;
    let next = threshold + 1;
    while (next <= last && this.rows.histogramH[at + next] === 0) next++;
    return next <= last ? (threshold + next) >>> 1 : last;
  }

  private binsOf(slot: number, feature: number): number {
    return slot * this.rows.groups * groupBins + feature * 256;
  }

  private scanNumbers(at: number, feature: number, { g, h }: NodeSums): void {
    const { histogramG, histogramH, codeCounts } = this.rows;
    const last = codeCounts[feature] - 1;
    const missingG = histogramG[at + missingCode];
    const missingH = histogramH[at + missingCode];
    let leftG = 0;
    let leftH = 0;
    for (let code = 0; code <= last; code++) {
      const binH = histogramH[at + code];
      if (binH === 0) continue;
      leftG += histogramG[at + code];
      leftH += binH;
      if (leftH + missingH < this.minHessian) continue;
      if (h - leftH < this.minHessian) break;
      this.consider(feature, code, missingH === 0 && leftH * 2 > h ? 1 : 0, leftG, leftH, g, h);
      if (missingH > 0) this.consider(feature, code, 1, leftG + missingG, leftH + missingH, g, h);
    }
  }

  private consider(
    feature: number,
    threshold: number,
    missingLeft: number,
    leftG: number,
    leftH: number,
    g: number,
    h: number,
  ): void {
    const { l2, minHessian } = this;
    const rightH = h - leftH;
    if (leftH < minHessian || rightH < minHessian) return;
    const rightG = g - leftG;
    const gain = (leftG * leftG) / (leftH + l2) + (rightG * rightG) / (rightH + l2) - (g * g) / (h + l2);
    if (gain <= this.best) return;
    this.best = gain;
    this.found = { feature, threshold, missingLeft, leftG, leftH };
  }

  /** Fisher's (1958) trick on the second-order loss: ordered by G / (H + l2), the best grouping is a prefix. */
  private scanCategories(at: number, feature: number, { g, h }: NodeSums): void {
    const { histogramG, histogramH } = this.rows;
    const count = this.orderCategories(at);
    let leftG = 0;
    let leftH = 0;
    for (let i = 0; i < count - 1; i++) {
      leftG += histogramG[at + this.order[i]];
      leftH += histogramH[at + this.order[i]];
      this.consider(feature, i + 1, 0, leftG, leftH, g, h);
    }
  }

  /** Sorts the codes that the node has, missing among them, into `order`. @returns how many */
  private orderCategories(at: number): number {
    const { histogramG, histogramH } = this.rows;
    const { order, l2 } = this;
    let count = 0;
    for (let code = 0; code <= missingCode; code++) {
      if (histogramH[at + code] <= 0) continue;
      const rank = histogramG[at + code] / (histogramH[at + code] + l2);
      let i = count++;
      for (; i > 0; i--) {
        const other = order[i - 1];
        if (histogramG[at + other] / (histogramH[at + other] + l2) <= rank) break;
        order[i] = other;
      }
      order[i] = code;
    }
    return count;
  }

  /** 1 for every code that a split on a category sends left; codes that the node lacks follow the heavier side. */
  leftSet(slot: number, split: Split, node: NodeSums): Uint8Array {
    const set = new Uint8Array(256).fill(split.leftH * 2 > node.h ? 1 : 0);
    const count = this.orderCategories(this.binsOf(slot, split.feature));
    for (let i = 0; i < count; i++) set[this.order[i]] = i < split.threshold ? 1 : 0;
    return set;
  }
}
