import type { Groups } from "./groups.ts";

/** The borrowers of the given rows, numbered anew in order of first appearance. */
export function groupsOfRows(groups: Groups, rows: Uint32Array): Groups {
  const numbers = new Int32Array(groups.count).fill(-1);
  const of = new Int32Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const group = groups.of[rows[i]];
    if (numbers[group] < 0) numbers[group] = count++;
    of[i] = numbers[group];
  }
  return { of, count };
}

/** Row numbers of each of the parts that `of` divides the rows into, ascending. */
export function rowsByPart(of: Int32Array, parts: number): Uint32Array[] {
  const sizes = new Uint32Array(parts);
  for (const part of of) sizes[part]++;
  const rows = Array.from(sizes, (size) => new Uint32Array(size));
  sizes.fill(0);
  for (let row = 0; row < of.length; row++) rows[of[row]][sizes[of[row]]++] = row;
  return rows;
}

/** Distinct borrowers in each part. */
export function borrowersByPart(of: Int32Array, parts: number, groups: Groups): number[] {
  const lastPart = new Int32Array(groups.count).fill(-1);
  return rowsByPart(of, parts).map((rows, part) => {
    let count = 0;
    for (const row of rows) {
      if (lastPart[groups.of[row]] === part) continue;
      lastPart[groups.of[row]] = part;
      count++;
    }
    return count;
  });
}
