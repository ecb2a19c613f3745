import type { SegmentAxis } from "./segmentation.ts";

/** What makes a segment different, the most telling feature first. */
export type SegmentProfile = readonly { readonly feature: string; readonly text: string }[];

/** What a high and a low value of our own columns are called. */
const phrases: Readonly<Record<string, readonly [high: string, low: string]>> = {
  Monthly_Income: ["high income", "low income"],
  Loan_Amount: ["large loan", "small loan"],
  Loan_Tenure: ["long tenure", "short tenure"],
  Interest_Rate: ["high interest", "low interest"],
  Collateral_Value: ["well secured", "little security"],
  Outstanding_Loan_Amount: ["high balance", "low balance"],
  Monthly_EMI: ["large instalments", "small instalments"],
  Num_Missed_Payments: ["many missed payments", "few missed payments"],
  Days_Past_Due: ["long overdue", "barely overdue"],
};

/** In standard deviations from the average loan: less than this is not worth a word. */
const telling = 0.35;
/** Features that move together this much would say the same thing twice. */
const sameThing = 0.8;

const plain = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

/**
 * Names each segment after the two features that set it apart most ("High balance, long overdue") and describes
 * it by medians. Names are unique: a third feature, then a number, tells namesakes apart.
 * @param points coordinates on `axes` of the rows behind the clusters, row-major; `segment` is theirs
 */
export function nameSegments(
  axes: readonly SegmentAxis[],
  centroids: Float64Array,
  points: Float64Array,
  segment: Int32Array,
): { names: string[]; profiles: SegmentProfile[] } {
  const width = axes.length;
  const related = correlations(points, width);
  const names: string[] = [];
  const profiles: SegmentProfile[] = [];
  for (let s = 0; s * width < centroids.length; s++) {
    const center = centroids.subarray(s * width, (s + 1) * width);
    const order = Array.from(center.keys()).sort(
      (a, b) => Math.abs(center[b]) - Math.abs(center[a]) || a - b,
    );
    const words: string[] = [];
    const used: number[] = [];
    for (const axis of order) {
      if (Math.abs(center[axis]) < telling || used.some((other) => related(axis, other) > sameThing))
        continue;
      used.push(axis);
      words.push(phrase(axes[axis].name, center[axis] > 0));
    }
    names.push(uniqueName(words, names));
    profiles.push(order.slice(0, 3).map((axis) => describe(axes[axis], axis, s, points, segment, width)));
  }
  return { names, profiles };
}

function phrase(feature: string, high: boolean): string {
  const known = phrases[feature];
  if (known !== undefined) return high ? known[0] : known[1];
  return `${high ? "high" : "low"} ${feature
    .replaceAll(/[_\s]+/g, " ")
    .trim()
    .toLowerCase()}`;
}

function uniqueName(words: readonly string[], taken: readonly string[]): string {
  const name = (count: number) => {
    const text = words.length === 0 ? "typical" : words.slice(0, count).join(", ");
    return text.charAt(0).toUpperCase() + text.slice(1);
  };
  for (let count = 2; count <= Math.max(2, words.length); count++) {
    if (!taken.includes(name(count))) return name(count);
  }
  let number = 2;
  while (taken.includes(`${name(2)} (${number})`)) number++;
  return `${name(2)} (${number})`;
}

function describe(
  axis: SegmentAxis,
  column: number,
  segment: number,
  points: Float64Array,
  assigned: Int32Array,
  width: number,
): { feature: string; text: string } {
  const values = Float64Array.from(
    assigned,
    (_, i) => points[i * width + column] * axis.deviation + axis.mean,
  );
  const inside = values.filter((_, i) => assigned[i] === segment);
  return {
    feature: axis.name,
    text: `median ${plain.format(median(inside))}, all loans ${plain.format(median(values))}`,
  };
}

function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** Absolute correlation of two axes; the coordinates are already standardised. */
function correlations(points: Float64Array, width: number): (a: number, b: number) => number {
  const rows = points.length / width;
  return (a, b) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += points[i * width + a] * points[i * width + b];
    return Math.abs(sum / rows);
  };
}
