import { mix32 } from "../table/group-key.ts";

/** Which rows train and which test, by date; the arrays and counts together are all rows. */
export interface OutOfTimeSplit {
  /** Row numbers ascending. */
  readonly train: Uint32Array;
  readonly test: Uint32Array;
  /** Day number of the oldest test row; train rows are all older, by more than `gapDays`. */
  readonly firstTestDay: number;
  readonly dropped: {
    /** Rows without a date could be from either side. */
    readonly undated: number;
    /** Rows of borrowers who are on the other side: the model would know them. */
    readonly ofOtherSide: number;
    /** Rows of the last `gapDays` before the test. */
    readonly inGap: number;
  };
}

export interface OutOfTimeOptions {
  /** Wanted share of the dated rows in the test, in (0, 1); 0.2 by default. */
  readonly testShare?: number;
  /** The test's first day, instead of a share. */
  readonly firstTestDay?: number;
  /**
   * Days before the test that neither side gets, 0 by default. The outcome of a row is known only at its horizon: with
   * the horizon here, everything in the training was known on the day the test began, as in real use.
   */
  readonly gapDays?: number;
}

/**
 * Splits rows by date, to see how a model ages: train on the older, test on the newest. Without a given day the test
 * starts on the date at which its share of the dated rows comes closest to `testShare` (of two equally close ones the
 * later); a date is never divided. No borrower is on both sides: of those with rows before and after, half (by a
 * hash) keep the older ones and train, half the newer ones and test. Dropping them from one side only would leave the
 * other with nothing but loans that ended, or began, in time; so they count half on either side.
 * @param asOfDays day number per row, NaN where unknown
 * @param groupKeys each row's borrower
 * @returns null where there are fewer than two dates, or nothing is left on a side
 * @throws RangeError where lengths differ or an option is out of range
 */
export function splitOutOfTime(
  asOfDays: Float64Array,
  groupKeys: Float64Array,
  options: OutOfTimeOptions = {},
): OutOfTimeSplit | null {
  const { testShare = 0.2, gapDays = 0 } = options;
  checkInput(asOfDays, groupKeys, testShare, gapDays);
  const first = options.firstTestDay ?? chooseDay(asOfDays, testShare);
  if (first === null) return null;
  const [older, newer] = [new Set<number>(), new Set<number>()];
  for (let row = 0; row < asOfDays.length; row++) {
    if (asOfDays[row] >= first) newer.add(groupKeys[row]);
    else if (asOfDays[row] < first - gapDays) older.add(groupKeys[row]);
  }
  const trains = (key: number) => older.has(key) && (!newer.has(key) || isDealtToTraining(key));
  const [train, test]: [number[], number[]] = [[], []];
  const dropped = { undated: 0, ofOtherSide: 0, inGap: 0 };
  for (let row = 0; row < asOfDays.length; row++) {
    const day = asOfDays[row];
    const isNew = day >= first;
    if (Number.isNaN(day)) dropped.undated++;
    else if (!isNew && day >= first - gapDays) dropped.inGap++;
    else if (trains(groupKeys[row]) === isNew) dropped.ofOtherSide++;
    else (isNew ? test : train).push(row);
  }
  if (train.length === 0 || test.length === 0) return null;
  return { train: Uint32Array.from(train), test: Uint32Array.from(test), firstTestDay: first, dropped };
}

function isDealtToTraining(groupKey: number): boolean {
  return (mix32((groupKey >>> 0) ^ mix32(Math.floor(groupKey / 4294967296) + 0x2545f491)) & 1) === 0;
}

function checkInput(
  asOfDays: Float64Array,
  groupKeys: Float64Array,
  testShare: number,
  gapDays: number,
): void {
  if (asOfDays.length !== groupKeys.length) {
    throw new RangeError(`${asOfDays.length} dates for ${groupKeys.length} group keys`);
  }
  if (!(testShare > 0 && testShare < 1)) {
    throw new RangeError(`testShare is ${testShare}; it must be between 0 and 1`);
  }
  if (!(gapDays >= 0 && Number.isFinite(gapDays))) {
    throw new RangeError(`gapDays is ${gapDays}; it must be 0 or more`);
  }
}

/** The first day of a test of about the wanted share; null with fewer than two dates. */
function chooseDay(asOfDays: Float64Array, testShare: number): number | null {
  const days = asOfDays.filter((day) => !Number.isNaN(day)).sort();
  let best: number | null = null;
  let closest = Number.POSITIVE_INFINITY;
  for (let i = days.length - 1; i > 0; i--) {
    if (days[i] === days[i - 1]) continue;
    const distance = Math.abs((days.length - i) / days.length - testShare);
    if (distance < closest) {
      closest = distance;
      best = days[i];
    }
  }
  return best;
}
