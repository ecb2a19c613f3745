import { type Entries, NodeBins } from "./bins.ts";
import { missingCode } from "./nodes.ts";

/** The rows of a node and their sums of weights. */
export interface NodeRows {
  readonly start: number;
  readonly end: number;
  readonly weight: number;
  readonly positives: number;
}

/**
 * Finds the split of one node that lowers the weighted Gini impurity most. For two classes that is the largest
 * leftPositives^2 / leftWeight + rightPositives^2 / rightWeight (`gain`), compared without dividing.
 */
export class SplitSearch {
  /** -1 while no split was found. */
  gain = -1;
  feature = 0;
  categorical = false;
  /** Codes up to this one go left (numbers only). */
  threshold = 0;
  missingLeft = false;
  leftWeight = 0;
  leftPositives = 0;
  /** Categories that go left and categories that the node has at all, by code (categories only). */
  readonly leftSet = new Uint8Array(256);
  readonly presentSet = new Uint8Array(256);

  private readonly minLeaf: number;
  private readonly bins = new NodeBins();

  /** @param minLeaf least weight of each side */
  constructor(minLeaf: number) {
    this.minLeaf = minLeaf;
  }

  /** Forgets the split of the node before. */
  start(): void {
    this.gain = -1;
  }

  /**
   * Tries one feature, whose codes begin at `codes[column]`.
   * @returns false when all rows have the same code, so that the caller draws another feature
   */
  tryFeature(
    codes: Uint8Array,
    column: number,
    entries: Entries,
    node: NodeRows,
    feature: number,
    categorical: boolean,
  ): boolean {
    this.bins.collect(codes, column, entries, node.start, node.end);
    if (this.bins.count < 2) return false;
    if (categorical) this.scanCategories(node.weight, node.positives, feature);
    else this.scanNumbers(node.weight, node.positives, feature);
    return true;
  }

  /** Every boundary between bins; where values are missing, with the missing ones on either side. */
  private scanNumbers(weight: number, positives: number, feature: number): void {
    const { code, weight: binWeight, positives: binPositives, count } = this.bins;
    const { minLeaf } = this;
    const last = count - 1;
    const hasMissing = code[last] === missingCode;
    let leftWeight = 0;
    let leftPositives = 0;
    for (let bin = 0; bin < last; bin++) {
      leftWeight += binWeight[bin];
      leftPositives += binPositives[bin];
      const rightWeight = weight - leftWeight;
      if (leftWeight >= minLeaf && rightWeight >= minLeaf) {
        const rightPositives = positives - leftPositives;
        const numerator =
          leftPositives * leftPositives * rightWeight + rightPositives * rightPositives * leftWeight;
        const denominator = leftWeight * rightWeight;
        if (numerator > this.gain * denominator) {
          this.keep(numerator / denominator, feature, leftWeight, leftPositives);
          this.threshold = code[bin + 1] === missingCode ? 254 : (code[bin] + code[bin + 1]) >>> 1;
          this.missingLeft = !hasMissing && leftWeight > rightWeight;
        }
      }
      if (hasMissing && bin < last - 1) {
        this.tryMissingLeft(weight, positives, feature, leftWeight, leftPositives, bin);
      }
    }
  }

  private tryMissingLeft(
    weight: number,
    positives: number,
    feature: number,
    leftWeight: number,
    leftPositives: number,
    bin: number,
  ): void {
    const { code, weight: binWeight, positives: binPositives, count } = this.bins;
    const withWeight = leftWeight + binWeight[count - 1];
    const withPositives = leftPositives + binPositives[count - 1];
    const restWeight = weight - withWeight;
    if (withWeight < this.minLeaf || restWeight < this.minLeaf) return;
    const restPositives = positives - withPositives;
    const gain = (withPositives * withPositives) / withWeight + (restPositives * restPositives) / restWeight;
    if (gain <= this.gain) return;
    this.keep(gain, feature, withWeight, withPositives);
    this.threshold = (code[bin] + code[bin + 1]) >>> 1;
    this.missingLeft = true;
  }

  private keep(gain: number, feature: number, leftWeight: number, leftPositives: number): void {
    this.gain = gain;
    this.feature = feature;
    this.categorical = false;
    this.leftWeight = leftWeight;
    this.leftPositives = leftPositives;
  }

  /**
   * Ordering the categories by their share of positives makes the best two-way grouping a prefix
   * (Breiman et al. 1984, theorem 4.5). Missing is one more category; where the node has none, missing rows
   * follow the larger side.
   */
  private scanCategories(weight: number, positives: number, feature: number): void {
    this.sortBinsByRate();
    const { code, weight: binWeight, positives: binPositives, count } = this.bins;
    let leftWeight = 0;
    let leftPositives = 0;
    let bestBin = -1;
    for (let bin = 0; bin < count - 1; bin++) {
      leftWeight += binWeight[bin];
      leftPositives += binPositives[bin];
      const rightWeight = weight - leftWeight;
      if (leftWeight < this.minLeaf || rightWeight < this.minLeaf) continue;
      const rightPositives = positives - leftPositives;
      const gain =
        (leftPositives * leftPositives) / leftWeight + (rightPositives * rightPositives) / rightWeight;
      if (gain <= this.gain) continue;
      bestBin = bin;
      this.keep(gain, feature, leftWeight, leftPositives);
    }
    if (bestBin < 0) return;
    this.categorical = true;
    this.leftSet.fill(0);
    this.presentSet.fill(0);
    for (let bin = 0; bin < count; bin++) {
      this.presentSet[code[bin]] = 1;
      if (bin <= bestBin) this.leftSet[code[bin]] = 1;
    }
    const unseenLeft = this.leftWeight * 2 > weight ? 1 : 0;
    if (this.presentSet[missingCode] === 0) this.leftSet[missingCode] = unseenLeft;
    this.missingLeft = this.leftSet[missingCode] === 1;
  }

  private sortBinsByRate(): void {
    const { code, weight, positives, count } = this.bins;
    for (let i = 1; i < count; i++) {
      const movedCode = code[i];
      const movedWeight = weight[i];
      const movedPositives = positives[i];
      let j = i - 1;
      // Cross-multiplied, so that equal rates compare equal and ties keep the order of the codes.
      while (j >= 0 && positives[j] * movedWeight > movedPositives * weight[j]) {
        code[j + 1] = code[j];
        weight[j + 1] = weight[j];
        positives[j + 1] = positives[j];
        j--;
      }
      code[j + 1] = movedCode;
      weight[j + 1] = movedWeight;
      positives[j + 1] = movedPositives;
    }
  }
}
