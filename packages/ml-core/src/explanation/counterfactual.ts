import type { FeatureEncoding } from "../features/encoding.ts";
import type { TreatmentDefinition } from "../strategy/policy.ts";
import { findColumn, type Table } from "../table/table.ts";
import { type Candidate, candidatesOf } from "./candidates.ts";
import { type Direction, directionOf } from "./changeable.ts";
import { type Change, changedRows } from "./changed-rows.ts";
import { type CellValue, cellValue, changePhrase } from "./phrase.ts";

/** One column of a suggestion, with both values in words. */
export interface SuggestedChange {
  readonly feature: string;
  readonly from: CellValue;
  readonly to: number | string;
  /** "Monthly income 3,100 instead of 2,300". */
  readonly text: string;
}

/** A change that was scored and does give the milder treatment. */
export interface Counterfactual {
  /** One or two. */
  readonly changes: readonly SuggestedChange[];
  readonly riskBefore: number;
  readonly riskAfter: number;
  readonly treatmentBefore: string;
  readonly treatmentAfter: string;
  /** Sum over the changes of the share of the feature's bins that is crossed, each in (0, 1]. */
  readonly cost: number;
}

export type CounterfactualResult =
  | { readonly found: Counterfactual; readonly reason: null }
  /** Why there is none, in a sentence. */
  | { readonly found: null; readonly reason: string };

export interface CounterfactualInput {
  /** The model's features. */
  readonly encodings: readonly FeatureEncoding[];
  /** Holds the borrower's loan in row `row`. */
  readonly table: Table;
  readonly row: number;
  /** Scores changed copies of the row like the row itself (the same borrower, so the same trees). */
  readonly score: (rows: Table) => Promise<Float64Array>;
  /** The treatment that the policy gives this loan at a risk in [0, 1]; see `treatmentByRisk`. */
  readonly treatmentOf: (risk: number) => TreatmentDefinition;
  /** Directions of the lender's own columns; see `directionOf`. */
  readonly changeable?: { readonly [column: string]: Direction };
}

/** Values per feature that are combined with those of another feature, and changed rows that are scored at once. */
const valuesInPairs = 16;
const batchRows = 512;

interface Hit {
  readonly change: Change;
  readonly cost: number;
  readonly risk: number;
}

/**
 * The smallest change of what can still be changed that moves the loan to a milder treatment (HOLD is not one).
 * Every value that the model can tell apart is tried alone; only if none is enough, pairs of features over 16 values
 * each, spread over their range, and the best pair is then narrowed down one side at a time over all values. So a
 * single change is the cheapest there is, a pair is cheapest among those tried. Changes are taken by themselves: a
 * lower balance does not lower the instalment with it. Equal costs are decided by the lower risk, then by the order
 * of the features. It says what the model would answer, not that the change causes recovery.
 */
export async function findCounterfactual(input: CounterfactualInput): Promise<CounterfactualResult> {
  const { table, row, encodings, treatmentOf } = input;
  const riskBefore = (await input.score(changedRows(table, row, encodings, [[]])))[0];
  const before = treatmentOf(riskBefore);
  if (before.kind === "HOLD") return none("The loan is on hold: no treatment applies.");
  const isMilder = (risk: number) => {
    const after = treatmentOf(risk);
    return after.kind !== "HOLD" && after.severity < before.severity;
  };
  if (!probedRisks.some(isMilder)) {
    return none(`No score would give this loan a milder treatment than ${inWords(before)}.`);
  }
  const lists = candidateLists(input);
  if (lists.length === 0)
    return none("None of the model's columns that are known for this loan can be changed.");
  const search = new Search(input, isMilder);
  const singles = lists.flat().map((candidate) => [candidate]);
  const hit =
    (await search.cheapest(singles)) ?? (await search.narrowed(await search.cheapest(pairsOf(lists)), lists));
  if (hit === null) {
    return none("No change of one or two columns that can be changed leads to a milder treatment.");
  }
  const treatmentBefore = before.name;
  const treatmentAfter = treatmentOf(hit.risk).name;
  const changes = hit.change.map((candidate) => describe(input, candidate));
  const found = { changes, riskBefore, riskAfter: hit.risk, treatmentBefore, treatmentAfter, cost: hit.cost };
  return { found, reason: null };
}

/** Scores at which to look whether anything is milder, before it is looked for. */
const probedRisks = Array.from({ length: 101 }, (_, i) => i / 100);

function inWords({ name }: TreatmentDefinition): string {
  return name.toLowerCase().replaceAll("_", " ");
}

function none(reason: string): CounterfactualResult {
  return { found: null, reason };
}

/** Per feature that may be changed, the values it may take, cheapest first. */
function candidateLists({ encodings, table, row, changeable }: CounterfactualInput): Candidate[][] {
  return encodings
    .map((encoding, feature) => {
      const direction = directionOf(encoding.name, changeable);
      if (direction === null) return [];
      return candidatesOf(encoding, feature, findColumn(table, encoding.name), row, direction);
    })
    .filter((list) => list.length > 0);
}

function pairsOf(lists: readonly Candidate[][]): Change[] {
  const spread = lists.map((list) => {
    const step = Math.max(1, list.length / valuesInPairs);
    return list.filter((_, i) => Math.floor((i + 1) / step) > Math.floor(i / step));
  });
  return spread.flatMap((first, i) =>
    spread.slice(i + 1).flatMap((second) => first.flatMap((a) => second.map((b) => [a, b]))),
  );
}

function costOf(change: Change): number {
  return change.reduce((sum, { cost }) => sum + cost, 0);
}

/** Scores changes in order of their cost until one is enough. */
class Search {
  private readonly input: CounterfactualInput;
  private readonly isMilder: (risk: number) => boolean;

  constructor(input: CounterfactualInput, isMilder: (risk: number) => boolean) {
    this.input = input;
    this.isMilder = isMilder;
  }

  async cheapest(changes: readonly Change[]): Promise<Hit | null> {
    const { table, row, encodings, score } = this.input;
    const ordered = changes.map((change) => ({ change, cost: costOf(change) }));
    // The sort is stable: equal costs stay in the order of the features.
    ordered.sort((a, b) => a.cost - b.cost);
    let best: Hit | null = null;
    for (let from = 0; from < ordered.length; from += batchRows) {
      // A later batch can only hold changes that cost as much or more.
      if (best !== null && ordered[from].cost > best.cost) break;
      const batch = ordered.slice(from, from + batchRows);
      const risks = await score(
        changedRows(
          table,
          row,
          encodings,
          batch.map(({ change }) => change),
        ),
      );
      for (const [i, { change, cost }] of batch.entries()) {
        if (!this.isMilder(risks[i])) continue;
        if (best === null || cost < best.cost || (cost === best.cost && risks[i] < best.risk)) {
          best = { change, cost, risk: risks[i] };
        }
      }
    }
    return best;
  }

  /** Makes each side of a pair as small as the other allows. */
  async narrowed(hit: Hit | null, lists: readonly Candidate[][]): Promise<Hit | null> {
    let best = hit;
    for (const side of [0, 1]) {
      if (best === null) return null;
      const { change, cost } = best;
      const list = lists.find(([first]) => first.feature === change[side].feature) ?? [];
      const smaller = list
        .filter((candidate) => candidate.cost <= change[side].cost)
        .map((candidate) => change.map((kept, i) => (i === side ? candidate : kept)));
      const narrower: Hit | null = await this.cheapest(smaller);
      if (narrower !== null && narrower.cost < cost) best = narrower;
    }
    return best;
  }
}

function describe(
  { encodings, table, row }: CounterfactualInput,
  { feature, value }: Candidate,
): SuggestedChange {
  const { name } = encodings[feature];
  const from = cellValue(findColumn(table, name), row);
  return { feature: name, from, to: value, text: changePhrase(name, from, value) };
}
