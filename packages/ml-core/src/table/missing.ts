const tokens = new Set(
  "na|n/a|n.a.|#n/a|#na|#n/a n/a|null|nil|none|nan|-nan|-|--|---|–|—|?|??|.|..|(blank)|<na>|missing|\\n".split(
    "|",
  ),
);
const longest = Math.max(...[...tokens].map((token) => token.length));

/** Whether a token begins with the character of this code, in either case, or a blank does. */
const canBegin = new Uint8Array(128);
for (const token of tokens) {
  for (const first of [token[0], token[0].toUpperCase()]) {
    if (first.charCodeAt(0) < 128) canBegin[first.charCodeAt(0)] = 1;
  }
}
for (const blank of [9, 10, 11, 12, 13, 32]) canBegin[blank] = 1;

/** Whether a cell says "no value": blank, NA, N/A, NULL, -, ?, nan, #N/A, none and their like. Never true for 0. */
export function isMissing(cell: string): boolean {
  if (cell.length === 0) return true;
  const first = cell.charCodeAt(0);
  // Called for every cell of a file, and most begin with a digit or another letter.
  if (first < 128 && canBegin[first] === 0) return false;
  const text = cell.trim();
  return text === "" || (text.length <= longest && tokens.has(text.toLowerCase()));
}

/** Whether a cell is what a spreadsheet shows for a formula that failed. It is no value, but not missing either: report it. */
export function isSpreadsheetError(cell: string): boolean {
  return cell.includes("#") && /^\s*#(ref!|value!|name\?|div\/0!|num!|null!|spill!|calc!)\s*$/i.test(cell);
}
