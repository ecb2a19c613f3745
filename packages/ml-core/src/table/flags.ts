const flags = new Map<string, boolean>([
  ...["yes", "y", "true", "t", "1", "1.0", "x", "ja", "j"].map((word) => [word, true] as const),
  ...["no", "n", "false", "f", "0", "0.0", "nein"].map((word) => [word, false] as const),
]);

/** What a cell says that answers yes or no, in any case; undefined where it says neither. */
export function readFlag(cell: string): boolean | undefined {
  return flags.get(cell.trim().toLowerCase());
}
