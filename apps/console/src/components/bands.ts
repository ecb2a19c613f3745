/** A treatment for the scores from `from` up to the next band; `fromInclusive` says whose a score of exactly `from` is. */
export interface Band {
  treatment: string;
  from: number;
  fromInclusive: boolean;
}

/** The band that a score falls into. @param bands ascending, the first from 0 */
export function bandOf(bands: readonly Band[], risk: number): Band {
  return (
    bands.findLast(({ from, fromInclusive }) => risk > from || (fromInclusive && risk === from)) ?? bands[0]
  );
}

/** The scores between the bands, ascending. */
export function boundariesOf(bands: readonly Band[]): number[] {
  return bands.slice(1).map(({ from }) => from);
}

/** Only what a policy consists of: no cache fields, in this order. */
export function plainBands(bands: readonly Band[]): Band[] {
  return bands.map(({ treatment, from, fromInclusive }) => ({ treatment, from, fromInclusive }));
}
