import { factBits } from "./columns.ts";
import { isLegalAction } from "./legal-action.ts";
import type { CompletePolicy, CurvePoint, Policy } from "./policy.ts";
import { upgradePolicy } from "./policy-defaults.ts";

/**
 * A policy as typed arrays, ready for millions of rows. Treatments are ordered by rank: 0 is HOLD, 1 is doing
 * nothing, and the highest is the most severe. Arrays are by rank unless said otherwise.
 */
export interface CompiledPolicy {
  readonly policy: CompletePolicy;
  readonly ranks: number;
  /** Position of each rank's treatment in `policy.treatments`. */
  readonly codeOfRank: Uint8Array;
  /** By position in `policy.treatments`. */
  readonly rankOfCode: Uint8Array;
  /** By band. */
  readonly bandRank: Uint8Array;
  /** A bit for every rank. */
  readonly allRanks: number;
  /** The ranks that some guardrail may forbid. */
  readonly limitedRanks: Uint8Array;
  readonly holdMask: number;
  readonly holdBelow: number;
  /** -Infinity where there is no limit. */
  readonly minOutstanding: Float64Array;
  /** -1 where there is no limit, which unknown days (-1) reach. */
  readonly minDays: Int32Array;
  readonly forbidden: Uint16Array;
  /**
   * Where the pieces start, ascending from 0; then Infinity, which no risk reaches. All scores of a piece lie in one
   * band and on one straight stretch of every curve.
   */
  readonly knots: Float64Array;
  readonly bandOfPiece: Uint8Array;
  /** By floor(risk x 256): the first piece that may hold such a risk. */
  readonly firstPiece: Uint16Array;
  /** By piece x ranks + rank: discounted share of the amount owed that is recovered = base + slope x risk. */
  readonly base: Float64Array;
  readonly slope: Float64Array;
  readonly cost: Float64Array;
  readonly hours: Float64Array;
  readonly cases: Float64Array;
  /** What the capacity that a treatment uses is worth, at the policy's prices. */
  readonly usePrice: Float64Array;
  /** 1: the treatment takes hours or cases. */
  readonly usesCapacity: Uint8Array;
  readonly byValue: boolean;
  readonly isPriced: boolean;
}

/**
 * Compiles a valid policy; policies are checked by `validatePolicy` at the door, not again here.
 * @param policy one that `validatePolicy` finds no fault with
 */
export function compilePolicy(policy: Policy): CompiledPolicy {
  const complete = upgradePolicy(policy);
  const order = [...complete.treatments.keys()].sort(
    (a, b) => complete.treatments[a].severity - complete.treatments[b].severity,
  );
  const ordered = order.map((code) => complete.treatments[code]);
  const rankOf = new Map(ordered.map(({ name }, rank) => [name, rank]));
  const { bands, prices } = complete;
  return {
    policy: complete,
    ranks: order.length,
    codeOfRank: Uint8Array.from(order),
    rankOfCode: Uint8Array.from(complete.treatments, ({ name }) => rankOf.get(name)!),
    bandRank: Uint8Array.from(bands, ({ treatment }) => rankOf.get(treatment)!),
    ...compileGuardrails(complete, rankOf),
    ...compilePieces(
      complete,
      ordered.map(({ name }) => name),
    ),
    cost: Float64Array.from(ordered, ({ cost }) => cost),
    hours: Float64Array.from(ordered, ({ agentMinutes }) => agentMinutes / 60),
    cases: Float64Array.from(ordered, ({ legalCases }) => legalCases),
    usePrice: Float64Array.from(
      ordered,
      ({ agentMinutes, legalCases }) =>
        prices.agentHour * (agentMinutes / 60) + prices.legalCase * legalCases,
    ),
    usesCapacity: Uint8Array.from(ordered, ({ agentMinutes, legalCases }) =>
      Number(agentMinutes > 0 || legalCases > 0),
    ),
    byValue: complete.mode === "EXPECTED_VALUE",
    isPriced: prices.agentHour > 0 || prices.legalCase > 0,
  };
}

/**
 * The policy's guardrails, and the one that no policy can leave out: no legal action in a breathing space, which
 * forbids enforcement (SI 2020/1311 reg. 7). A policy that holds such loans needs it not.
 */
function compileGuardrails({ guardrails, treatments }: CompletePolicy, rankOf: Map<string, number>) {
  const minOutstanding = new Float64Array(treatments.length).fill(Number.NEGATIVE_INFINITY);
  const minDays = new Int32Array(treatments.length).fill(-1);
  const forbidden = new Uint16Array(treatments.length);
  for (const limit of guardrails.limits) {
    const rank = rankOf.get(limit.treatment)!;
    if (limit.minOutstanding) minOutstanding[rank] = limit.minOutstanding;
    if (limit.minDaysPastDue) minDays[rank] = limit.minDaysPastDue;
    forbidden[rank] = factBits(limit.forbiddenFacts ?? []);
  }
  const { holdFacts, holdBelowDaysPastDue } = guardrails;
  const limited = new Set(guardrails.limits.map(({ treatment }) => rankOf.get(treatment)!));
  if (!holdFacts.includes("BREATHING_SPACE")) {
    for (const definition of treatments) {
      if (!isLegalAction(definition)) continue;
      const rank = rankOf.get(definition.name)!;
      forbidden[rank] |= factBits(["BREATHING_SPACE"]);
      limited.add(rank);
    }
  }
  return {
    allRanks: (1 << treatments.length) - 1,
    limitedRanks: Uint8Array.from(limited),
    holdMask: factBits(holdFacts),
    holdBelow: holdBelowDaysPastDue,
    minOutstanding,
    minDays,
    forbidden,
  };
}

function compilePieces({ economics, bands }: CompletePolicy, names: readonly string[]) {
  const corners = economics.curves.flatMap(({ recovery }) => recovery.map(({ risk }) => risk));
  const edges = bands.map(({ from, fromInclusive }) => (fromInclusive ? from : nextAbove(from)));
  const starts = new Set([...edges, ...corners.filter((risk) => risk < 1)]);
  const knots = Float64Array.from([...starts, Number.POSITIVE_INFINITY]).sort();
  const pieces = starts.size;
  const base = new Float64Array(pieces * names.length);
  const slope = new Float64Array(pieces * names.length);
  names.forEach((name, rank) => {
    const curve = economics.curves.find(({ treatment }) => treatment === name)!;
    const scale = (1 - curve.haircut) * economics.discountPerMonth ** curve.months;
    for (let piece = 0; piece < pieces; piece++) {
      const line = lineAt(curve.recovery, knots[piece]);
      slope[piece * names.length + rank] = scale * line.slope;
      base[piece * names.length + rank] = scale * line.base;
    }
  });
  const firstPiece = Uint16Array.from({ length: 257 }, (_, cell) =>
    knots.reduce((piece, knot, index) => (knot <= cell / 256 ? index : piece), 0),
  );
  const bandOfPiece = Uint8Array.from(knots.subarray(0, pieces), (knot) =>
    edges.reduce((band, edge, index) => (edge <= knot ? index : band), 0),
  );
  return { knots, bandOfPiece, firstPiece, base, slope };
}

/** The line that a curve follows from `start` to its next point: straight between points, level outside them. */
function lineAt(points: readonly CurvePoint[], start: number): { base: number; slope: number } {
  const above = points.findIndex((point) => point.risk > start);
  if (above === 0) return { base: points[0].probability, slope: 0 };
  if (above === -1) return { base: points[points.length - 1].probability, slope: 0 };
  const [low, high] = [points[above - 1], points[above]];
  const slope = (high.probability - low.probability) / (high.risk - low.risk);
  return { base: low.probability - slope * low.risk, slope };
}

/** Probability of recovery on a curve, in [0, 1]. */
export function probabilityAt(points: readonly CurvePoint[], risk: number): number {
  const { base, slope } = lineAt(points, risk);
  return Math.min(1, Math.max(0, base + slope * risk));
}

const bits = new DataView(new ArrayBuffer(8));

/** The next number above a number in [0, 1), so that "above x" becomes "at least nextAbove(x)". */
function nextAbove(x: number): number {
  bits.setFloat64(0, x);
  bits.setBigUint64(0, bits.getBigUint64(0) + 1n);
  return bits.getFloat64(0);
}
