/**
 * Mean silhouette of clustered points: per point (b - a) / max(a, b), where a is the mean distance to its own
 * cluster and b to the nearest other one; 0 for a point that is alone.
 * @param points row-major, `width` coordinates each
 * @returns a number in [-1, 1]
 */
export function silhouette(
  points: Float64Array,
  cluster: Int32Array,
  width: number,
  clusters: number,
): number {
  const count = cluster.length;
  const sizes = new Float64Array(clusters);
  for (const c of cluster) sizes[c]++;
  const sums = new Float64Array(clusters);
  let total = 0;
  for (let i = 0; i < count; i++) {
    sums.fill(0);
    for (let j = 0; j < count; j++) {
      let square = 0;
      for (let a = 0; a < width; a++) square += (points[i * width + a] - points[j * width + a]) ** 2;
      sums[cluster[j]] += Math.sqrt(square);
    }
    const own = cluster[i];
    if (sizes[own] < 2) continue;
    const inside = sums[own] / (sizes[own] - 1);
    let outside = Number.POSITIVE_INFINITY;
    for (let c = 0; c < clusters; c++) {
      if (c !== own && sizes[c] > 0) outside = Math.min(outside, sums[c] / sizes[c]);
    }
    const larger = Math.max(inside, outside);
    if (larger > 0 && Number.isFinite(outside)) total += (outside - inside) / larger;
  }
  return total / count;
}
