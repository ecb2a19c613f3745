export const findingKinds = [
  "ALTERED",
  "MISSING",
  "REORDERED",
  "CUT_OFF",
  "UNSEALED",
  "WRONG_SIGNATURE",
  "OTHER_INSTALLATION",
  "REWRITTEN",
] as const;

export interface Finding {
  kind: (typeof findingKinds)[number];
  /** What it is about: "event 17", "seal 3", "decision of loan 5 in run 2". */
  row: string;
  message: string;
}

export const mostListed = 200;

/** What a verification found: all counted, the first 200 listed. */
export class Findings {
  readonly listed: Finding[] = [];
  count = 0;

  add(kind: Finding["kind"], row: string, message: string): void {
    this.count++;
    if (this.listed.length < mostListed) this.listed.push({ kind, row, message });
  }
}
