import { netRecovery, owedOf, spreadOf } from "./choice.ts";
import type { LoanColumns } from "./columns.ts";
import type { CompiledPolicy } from "./compile.ts";
import { fallTo, type Screened } from "./screen.ts";

/*
 * What each loan could get and what that is worth, so that many prices can be tried without valuing loans anew.
 * At any price `bestAt` picks what `choose` would: the worth already holds what the policy's mode says, and a
 * treatment that is no candidate is worth -Infinity.
 */

/** Loans with a choice to make. Worth is by loan x ranks + rank. */
export interface Candidates {
  size: number;
  worth: Float64Array;
  key: Uint32Array;
  /** 1: of equals the more severe treatment (bands); 0: the milder (value). */
  prefersSevere: Uint8Array;
}

export function makeCandidates(capacity: number, ranks: number): Candidates {
  return {
    size: 0,
    worth: new Float64Array(capacity * ranks),
    key: new Uint32Array(capacity),
    prefersSevere: new Uint8Array(capacity),
  };
}

export function copyCandidates({ size, worth, key, prefersSevere }: Candidates): Candidates {
  return { size, worth: worth.slice(), key: key.slice(), prefersSevere: prefersSevere.slice() };
}

/** Makes room for twice as many. */
export function growCandidates(candidates: Candidates): void {
  const grow = <T extends Float64Array | Uint32Array | Uint8Array>(from: T, to: T): T => {
    to.set(from);
    return to;
  };
  candidates.worth = grow(candidates.worth, new Float64Array(2 * candidates.worth.length));
  candidates.key = grow(candidates.key, new Uint32Array(2 * candidates.key.length));
  candidates.prefersSevere = grow(
    candidates.prefersSevere,
    new Uint8Array(2 * candidates.prefersSevere.length),
  );
}

/**
 * Writes loan `i` of the columns, which is loan `j` of the screened ones, behind the last candidate.
 * @returns whether it has a choice to make; if not, it uses nothing at any price and is not counted
 */
export function writeCandidate(
  c: CompiledPolicy,
  columns: LoanColumns,
  i: number,
  screened: Screened,
  j: number,
  candidates: Candidates,
): boolean {
  const permitted = screened.permitted[j];
  if (permitted === 1) return false;
  const risk = columns.risk[i];
  const outstanding = columns.outstanding[i];
  const piece = screened.piece[j];
  const byValue = c.byValue && !Number.isNaN(outstanding);
  let ceiling = c.ranks - 1;
  if (!byValue) {
    ceiling = fallTo(permitted, c.bandRank[c.bandOfPiece[piece]]);
    if (c.usesCapacity[ceiling] === 0) return false;
  }
  const { worth } = candidates;
  const start = candidates.size * c.ranks;
  const owed = owedOf(outstanding);
  let most = Number.NEGATIVE_INFINITY;
  worth[start] = Number.NEGATIVE_INFINITY;
  for (let r = 1; r < c.ranks; r++) {
    if (r > ceiling || ((permitted >> r) & 1) === 0) {
      worth[start + r] = Number.NEGATIVE_INFINITY;
      continue;
    }
    const value = netRecovery(c, r, piece, risk, owed);
    most = Math.max(most, value);
    worth[start + r] = byValue ? value : most;
  }
  candidates.key[candidates.size] = columns.key === undefined ? 0 : columns.key[i];
  candidates.prefersSevere[candidates.size] = byValue ? 0 : 1;
  return true;
}

/** What each rank's use of capacity costs at these prices, as in `CompiledPolicy.usePrice`. */
export function usePrices(c: CompiledPolicy, hourPrice: number, casePrice: number): Float64Array {
  return Float64Array.from(c.hours, (hours, rank) => hourPrice * hours + casePrice * c.cases[rank]);
}

/** The rank that candidate `i` gets at these prices. */
export function bestAt(c: CompiledPolicy, candidates: Candidates, i: number, usePrice: Float64Array): number {
  const { ranks } = c;
  const { worth } = candidates;
  const start = i * ranks;
  const own = spreadOf(candidates.key[i]);
  // Free of price a band's treatment stands, whatever it is worth beside milder ones.
  const severe = candidates.prefersSevere[i] === 1;
  let best = Number.NEGATIVE_INFINITY;
  let chosen = 1;
  for (let r = 1; r < ranks; r++) {
    const net = worth[start + r] - own * usePrice[r];
    if (net > best || (severe && net === best && net !== Number.NEGATIVE_INFINITY)) {
      best = net;
      chosen = r;
    }
  }
  return chosen;
}

/** Agent hours and legal cases that some loans use. */
export interface Usage {
  agentHours: number;
  legalCases: number;
}

/** Adds up what the candidates use at these prices, into `usage`. */
export function usageAt(
  c: CompiledPolicy,
  candidates: Candidates,
  hourPrice: number,
  casePrice: number,
  usage: Usage,
): Usage {
  let agentHours = 0;
  let legalCases = 0;
  const usePrice = usePrices(c, hourPrice, casePrice);
  for (let i = 0; i < candidates.size; i++) {
    const rank = bestAt(c, candidates, i, usePrice);
    agentHours += c.hours[rank];
    legalCases += c.cases[rank];
  }
  usage.agentHours = agentHours;
  usage.legalCases = legalCases;
  return usage;
}
