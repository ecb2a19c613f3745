import { XgboostError, type XgboostTree } from "./format.ts";

/** Thresholds that one column of byte codes can tell apart. */
const maxThresholds = 254;

/**
 * One column of codes. Most features have one; a feature with more thresholds than a byte can tell apart has several,
 * all of its name.
 */
export interface Axis {
  readonly feature: number;
  readonly thresholds: Set<number>;
}

/**
 * Where a feature's values change sides at a split: left below the first threshold, right from it on, left again from
 * the second on, and so forth. A number has one threshold; a list of categories one for each end of a run.
 */
export function thresholdsOf(tree: XgboostTree, node: number): number[] {
  const categories = tree.rightCategories[node];
  // There is one zero among the thresholds; -0 would be another.
  if (categories === null) return [tree.conditions[node] + 0];
  const thresholds: number[] = [];
  for (const category of categories) {
    if (thresholds.at(-1) === category) thresholds.pop();
    else thresholds.push(category);
    thresholds.push(category + 1);
  }
  return thresholds;
}

/** Deals the splits of a model's trees out to columns of codes. */
export class Axes {
  readonly list: Axis[] = [];
  /** Features that a single tree had to spread over several columns. */
  readonly spread = new Set<number>();
  private readonly ofFeature = new Map<number, number[]>();
  private readonly hasOneColumn: (feature: number) => boolean;

  /** @param hasOneColumn features whose values have codes of their own already, whatever the thresholds */
  constructor(hasOneColumn: (feature: number) => boolean) {
    this.hasOneColumn = hasOneColumn;
  }

  /**
   * All splits of one tree on one feature go to one column, if they fit: Shapley values of trees add up, so the
   * sum over a feature's columns is then exactly what one column would have got. Only a single tree with more than
   * 254 thresholds on a feature is spread out, and its feature's part is then exact in sum over features only.
   * @returns the column of each node that is a split, by node
   */
  place(tree: XgboostTree, nameOf: (feature: number) => string): Int32Array {
    const placed = new Int32Array(tree.leftChildren.length).fill(-1);
    const splits = new Map<number, { node: number; thresholds: number[] }[]>();
    tree.leftChildren.forEach((child, node) => {
      if (child < 0) return;
      const feature = tree.splitIndices[node];
      const others = splits.get(feature) ?? [];
      others.push({ node, thresholds: thresholdsOf(tree, node) });
      splits.set(feature, others);
    });
    for (const [feature, wanted] of splits) {
      const all = new Set(wanted.flatMap(({ thresholds }) => thresholds));
      if (this.hasOneColumn(feature) || all.size <= maxThresholds) {
        const axis = this.axisFor(feature, all);
        for (const { node } of wanted) placed[node] = axis;
        continue;
      }
      this.spread.add(feature);
      wanted.sort((a, b) => a.thresholds[0] - b.thresholds[0]);
      for (const { node, thresholds } of wanted) {
        if (thresholds.length > maxThresholds) throw tooMany(nameOf(feature));
        placed[node] = this.axisFor(feature, new Set(thresholds));
      }
    }
    return placed;
  }

  private axisFor(feature: number, thresholds: ReadonlySet<number>): number {
    const own = this.ofFeature.get(feature) ?? [];
    this.ofFeature.set(feature, own);
    const found = own.find(
      (axis) => this.hasOneColumn(feature) || fits(this.list[axis].thresholds, thresholds),
    );
    const axis = found ?? this.list.push({ feature, thresholds: new Set() }) - 1;
    if (found === undefined) own.push(axis);
    for (const threshold of thresholds) this.list[axis].thresholds.add(threshold);
    return axis;
  }
}

function fits(present: ReadonlySet<number>, wanted: ReadonlySet<number>): boolean {
  let size = present.size;
  for (const threshold of wanted) if (!present.has(threshold) && ++size > maxThresholds) return false;
  return true;
}

function tooMany(name: string): XgboostError {
  return new XgboostError(
    `a split on ${name} lists categories with more than ${maxThresholds} ends of runs; train with fewer categories or a lower max_cat_threshold`,
  );
}
