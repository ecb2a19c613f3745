/** A cell as CSV: quoted where it holds the delimiter, a quote, a line end, or blanks at an end. */
export function csvCell(cell: string, delimiter = ","): string {
  const needsQuotes = cell.includes(delimiter) || /["\r\n]|^\s|\s$/.test(cell);
  return needsQuotes ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A row as CSV, with its line end. A row of one blank cell is quoted, so that it is not a blank line. */
export function csvLine(cells: readonly string[], delimiter = ","): string {
  if (cells.length === 1 && cells[0] === "") return '""\r\n';
  return `${cells.map((cell) => csvCell(cell, delimiter)).join(delimiter)}\r\n`;
}

// Blanks and full-width forms before or in place of the sign are stripped by some programs first.
const startsFormula = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;
const plainNumber = /^[+-]?(\d+([.,]\d+)*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Makes a cell safe for spreadsheets, which run what begins with = + - @ (also behind blanks, and in full width) or a
 * tab or line end: an apostrophe is put before it. Plain numbers stay as they are.
 */
export function neutraliseFormula(cell: string): string {
  return startsFormula.test(cell) && !plainNumber.test(cell) ? `'${cell}` : cell;
}
