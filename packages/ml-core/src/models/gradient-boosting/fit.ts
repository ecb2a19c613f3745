import { mix32 } from "../../table/group-key.ts";
import type { FitContext } from "../classifier.ts";
import type { TrainingRows } from "../random-forest/grow.ts";
import { type BoostedTrees, boost, joinTrees } from "./boost.ts";
import { type BoostOptions, layOut } from "./boost-rows.ts";
import type { BoostedTree } from "./grow-tree.ts";

export type BoostSettings = Omit<BoostOptions, "seed"> & {
  readonly trees: number;
  readonly patience: number;
};

/** Share of the borrowers that is held out to find the number of rounds, and rows beyond which more add nothing. */
const heldOutShare = 0.2;
const heldOutRows = 20_000;
/** Below this many held-out rows of either class their loss says nothing about the number of rounds. */
const fewestHeldOut = 10;
const roundsOtherwise = 20;
/** Up to this many rows the trees are grown again on all rows once the number of rounds is known. */
const regrownRows = 50_000;
/** Codes below which threads wait for each other longer than they work. */
const worthTeam = 400_000;
const largestTeam = 16;

/**
 * Boosts with as many rounds as a held-out fold of borrowers finds best. Few rows are then all learned from, with
 * that many rounds; of many rows the held-out ones are not missed. After fits on parts of the same rows, their
 * number of rounds is taken over and nothing is held out.
 */
export async function fitBoosting(
  rows: TrainingRows,
  settings: BoostSettings,
  context: FitContext,
): Promise<BoostedTrees> {
  const { trees, patience } = settings;
  const { onProgress, parts } = context;
  const known = patience === 0 ? trees : roundsOf(parts);
  const isHeldOut = holdOut(rows, context.seed);
  if (known !== null) return grow(rows, settings, known, context, onProgress);
  if (isHeldOut === null) return grow(rows, settings, Math.min(trees, roundsOtherwise), context, onProgress);
  const isRegrown = rows.rowCount <= regrownRows;
  const stopped = await grow(rows, settings, trees, context, (done) => onProgress(done * 0.5), isHeldOut);
  if (!isRegrown) return stopped;
  return grow(rows, settings, stopped.roots.length, context, (done) => onProgress(0.5 + done * 0.5));
}

/** Rounds that held-out rows chose in fits on parts of the rows: their mean. */
function roundsOf(parts: FitContext["parts"]): number | null {
  if (parts.length === 0) return null;
  return Math.max(1, Math.round(parts.reduce((sum, part) => sum + part.trees, 0) / parts.length));
}

/** Which rows are held out: all of a borrower's or none, by a hash; null where they would be too few. */
function holdOut(
  { bagKeys, labels, rowCount }: TrainingRows,
  seed: number,
): ((row: number) => boolean) | null {
  const limit = Math.min(heldOutShare, heldOutRows / rowCount) * 4294967296;
  const salt = mix32(seed ^ 0x3ad8025f);
  const isHeldOut = (row: number) => mix32(bagKeys[row] ^ salt) < limit;
  const counts = [0, 0];
  for (let row = 0; row < rowCount; row++) if (isHeldOut(row)) counts[labels[row]]++;
  return Math.min(...counts) < fewestHeldOut ? null : isHeldOut;
}

/** Grows up to `maxRounds` trees; with held-out rows only as many as they find best. */
async function grow(
  rows: TrainingRows,
  { trees: _, patience, ...settings }: BoostSettings,
  maxRounds: number,
  { seed, pool }: FitContext,
  onProgress: (fraction: number) => void,
  isHeldOut?: (row: number) => boolean,
): Promise<BoostedTrees> {
  const options: BoostOptions = { ...settings, seed };
  const cells = rows.rowCount * rows.featureCount;
  const teamSize = cells < worthTeam ? 1 : Math.min(largestTeam, pool.threads);
  const base = baseOf(rows);
  const shared = layOut(rows, isHeldOut ?? (() => false), base, options, teamSize);
  const stopping = { maxRounds, patience: isHeldOut === undefined ? 0 : patience };
  const trees: BoostedTree[] = await boost(shared, options, stopping, pool, (done) =>
    onProgress(done / maxRounds),
  );
  return joinTrees(trees, base, rows.featureCount);
}

/** Log-odds of the (weighted) share of class 1, kept off 0 and 1 by half a row of each class. */
function baseOf({ labels, rates }: TrainingRows): number {
  const weight = [0.5, 0.5];
  for (let row = 0; row < labels.length; row++) weight[labels[row]] += rates === undefined ? 1 : rates[row];
  return Math.log(weight[1] / weight[0]);
}
