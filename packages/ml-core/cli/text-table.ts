/** Cells in columns that line up: text to the left, numbers to the right, two spaces between. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i].length)));
  const isNumber = header.map((_, i) => rows.every((row) => /^[-+\u2212]?[\d.,]*( %)?$/.test(row[i])));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (isNumber[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
      .join("  ")
      .trimEnd();
  return [line(header), ...rows.map(line)].join("\n");
}

/** "31.4 %". */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
