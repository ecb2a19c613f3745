import { kmeans } from "ml-kmeans";
import { findColumn, type NumberColumn, type Table } from "../table/table.ts";
import { nameSegments, type SegmentProfile } from "./names.ts";
import { silhouette } from "./silhouette.ts";

/** How one column becomes a coordinate: missing -> `fill`, kept within `low..high`, then (v - mean) / deviation. */
export interface SegmentAxis {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly fill: number;
  readonly mean: number;
  readonly deviation: number;
}

/** Clusters of loans. Centroid s has its coordinate on axis a at `s * axes.length + a`. */
export interface Segmentation {
  readonly axes: readonly SegmentAxis[];
  readonly centroids: Float64Array;
  readonly names: readonly string[];
  readonly profiles: readonly SegmentProfile[];
}

const fewestRows = 50;
const fitRows = 20_000;
const silhouetteRows = 1_500;
const mostAxes = 8;
const mostSegments = 6;

/**
 * k-means on winsorised, imputed and standardised numbers, k from 2 to 6 by the mean silhouette (Rousseeuw 1987).
 * Fitted on at most 20,000 rows spread evenly over the table.
 * @param featureNames candidates, the most telling first; the first 8 numeric ones that vary are used
 * @returns null where there are fewer than 50 rows or nothing numeric varies
 */
export function fitSegments(
  table: Table,
  featureNames: readonly string[],
  seed: number,
): Segmentation | null {
  if (table.rowCount < fewestRows) return null;
  const sample = spreadRows(table.rowCount, fitRows);
  const axes = featureNames
    .map((name) => findColumn(table, name))
    .filter((column): column is NumberColumn => column?.kind === "number")
    .map((column) => fitAxis(column, sample))
    .filter((axis) => axis !== null)
    .slice(0, mostAxes);
  if (axes.length === 0) return null;
  const points = coordinates(axes, table, sample);
  const centroids = bestCentroids(points, axes.length, seed);
  if (centroids === null) return null;
  const assigned = nearest(centroids, points, axes.length);
  const ordered = bySize(centroids, assigned, axes.length);
  const final = nearest(ordered, points, axes.length);
  return { axes, centroids: ordered, ...nameSegments(axes, ordered, points, final) };
}

/** Segment number of every row. A column that is not there counts as missing. */
export function assignSegments(segmentation: Segmentation, table: Table): Int32Array {
  const { axes, centroids } = segmentation;
  const out = new Int32Array(table.rowCount);
  const block = 8192;
  for (let from = 0; from < table.rowCount; from += block) {
    const rows = Uint32Array.from({ length: Math.min(block, table.rowCount - from) }, (_, i) => from + i);
    out.set(nearest(centroids, coordinates(axes, table, rows), axes.length), from);
  }
  return out;
}

function spreadRows(rowCount: number, most: number): Uint32Array {
  const count = Math.min(rowCount, most);
  return Uint32Array.from({ length: count }, (_, i) => Math.floor((i * rowCount) / count));
}

function fitAxis(column: NumberColumn, sample: Uint32Array): SegmentAxis | null {
  const sorted = Float64Array.from(sample, (row) => column.values[row])
    .filter(Number.isFinite)
    .sort();
  if (sorted.length === 0) return null;
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  const [low, fill, high] = [at(0.01), at(0.5), at(0.99)];
  // Imputed rows count too: the scale is that of the coordinates as they will be clustered.
  const kept = Float64Array.from(sample, (row) => clamp(column.values[row], low, high, fill));
  const mean = kept.reduce((sum, value) => sum + value / kept.length, 0);
  const variance = kept.reduce((sum, value) => sum + (value - mean) ** 2 / kept.length, 0);
  const deviation = Math.sqrt(variance);
  return deviation > 1e-9 * Math.max(1, Math.abs(mean))
    ? { name: column.name, low, high, fill, mean, deviation }
    : null;
}

function clamp(value: number, low: number, high: number, fill: number): number {
  return Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : fill;
}

/** Row-major coordinates of the given rows. */
function coordinates(axes: readonly SegmentAxis[], table: Table, rows: Uint32Array): Float64Array {
  const points = new Float64Array(rows.length * axes.length);
  axes.forEach(({ name, low, high, fill, mean, deviation }, axis) => {
    const column = findColumn(table, name);
    const values = column?.kind === "number" ? column.values : undefined;
    for (let i = 0; i < rows.length; i++) {
      const value = values === undefined ? fill : clamp(values[rows[i]], low, high, fill);
      points[i * axes.length + axis] = (value - mean) / deviation;
    }
  });
  return points;
}

function bestCentroids(points: Float64Array, width: number, seed: number): Float64Array | null {
  const data = Array.from({ length: points.length / width }, (_, i) =>
    Array.from(points.subarray(i * width, (i + 1) * width)),
  );
  const distinct = new Set<string>();
  for (let i = 0; i < data.length && distinct.size < mostSegments; i++) distinct.add(data[i].join());
  const probe = spreadRows(data.length, silhouetteRows);
  const probePoints = new Float64Array(probe.length * width);
  probe.forEach((row, i) => {
    probePoints.set(points.subarray(row * width, (row + 1) * width), i * width);
  });
  let best: { score: number; centroids: Float64Array } | null = null;
  for (let k = 2; k <= distinct.size; k++) {
    const result = kmeans(data, k, { seed, maxIterations: 50 });
    const centroids = Float64Array.from(result.centroids.flat());
    if (centroids.length !== k * width || !centroids.every(Number.isFinite)) continue;
    const score = silhouette(probePoints, nearest(centroids, probePoints, width), width, k);
    if (best === null || score > best.score) best = { score, centroids };
  }
  return best?.centroids ?? null;
}

function nearest(centroids: Float64Array, points: Float64Array, width: number): Int32Array {
  const out = new Int32Array(points.length / width);
  for (let i = 0; i < out.length; i++) {
    let best = Number.POSITIVE_INFINITY;
    for (let c = 0; c * width < centroids.length; c++) {
      let distance = 0;
      for (let a = 0; a < width; a++) {
        const gap = points[i * width + a] - centroids[c * width + a];
        distance += gap * gap;
      }
      if (distance < best) {
        best = distance;
        out[i] = c;
      }
    }
  }
  return out;
}

/** Centroids of the segments that have rows, the largest segment first. */
function bySize(centroids: Float64Array, assigned: Int32Array, width: number): Float64Array {
  const sizes = new Float64Array(centroids.length / width);
  for (const segment of assigned) sizes[segment]++;
  const order = Array.from(sizes.keys()).filter((segment) => sizes[segment] > 0);
  order.sort((a, b) => sizes[b] - sizes[a] || a - b);
  return Float64Array.from(order.flatMap((s) => Array.from(centroids.subarray(s * width, (s + 1) * width))));
}
