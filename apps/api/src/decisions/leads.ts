/** What of a decision matters for who leads. */
export interface LeadCandidate {
  readonly isHold: boolean;
  readonly priority: number;
}

/**
 * The decision that places a borrower: the highest priority that is not on HOLD, of equals the first. Where all are
 * on HOLD the borrower is not in the queue, and the highest of them lists the borrower under that filter.
 * @param candidates one borrower's decisions, at least one, in the order of the loans' ids
 */
export function leadOf(candidates: readonly LeadCandidate[]): { index: number; isHeld: boolean } {
  const isHeld = candidates.every(({ isHold }) => isHold);
  let index = -1;
  candidates.forEach(({ isHold, priority }, i) => {
    if (isHold === isHeld && (index < 0 || priority > candidates[index].priority)) index = i;
  });
  return { index, isHeld };
}
