import type { Curve } from "./rules.ts";

type Point = Curve["recovery"][number];

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
const rounded = (value: number) => Math.round(value * 100) / 100;
/** Points lie at least a hundredth apart, the grid on which they are dragged. */
const gap = 0.01;

/** Moves a point to the nearest hundredth that stays between its neighbours. Risk and probability in [0, 1]. */
export function movePoint(points: readonly Point[], index: number, to: Point): Point[] {
  const low = index > 0 ? points[index - 1].risk + gap : 0;
  const high = index < points.length - 1 ? points[index + 1].risk - gap : 1;
  const risk = rounded(clamp(to.risk, Math.min(low, high), Math.max(low, high)));
  const probability = rounded(clamp(to.probability, 0, 1));
  return points.map((point, i) => (i === index ? { risk, probability } : point));
}

/** A new point in the middle of the widest gap, on the line, so that it changes nothing yet. */
export function addPoint(points: readonly Point[]): Point[] {
  const ends = [{ risk: 0, probability: points[0]?.probability ?? 0.5 }, ...points];
  const last = points.at(-1);
  if (last) ends.push({ risk: 1, probability: last.probability });
  let widest = 0;
  for (let i = 1; i < ends.length - 1; i++) {
    if (ends[i + 1].risk - ends[i].risk > ends[widest + 1].risk - ends[widest].risk) widest = i;
  }
  const [a, b] = [ends[widest], ends[widest + 1] ?? ends[widest]];
  const point = { risk: (a.risk + b.risk) / 2, probability: (a.probability + b.probability) / 2 };
  return [...points, point].sort((x, y) => x.risk - y.risk);
}

/** An estimate as a curve that can be assumed: rounded, and without points that then lie at one risk. */
export function curveOf(points: readonly Point[]): Point[] {
  const fine = (value: number) => Math.round(value * 10_000) / 10_000;
  return points
    .map(({ risk, probability }) => ({ risk: fine(risk), probability: fine(probability) }))
    .filter(({ risk }, i, all) => i === 0 || risk > all[i - 1].risk);
}

/** Corners of the curve from risk 0 to 1: level outside its points. */
export function cornersOf(points: readonly Point[]): Point[] {
  if (points.length === 0) return [];
  return [{ ...points[0], risk: 0 }, ...points, { ...points[points.length - 1], risk: 1 }];
}
