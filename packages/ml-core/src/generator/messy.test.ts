import { expect, test } from "vitest";
import { type LoadedTable, loadTable } from "../table/csv-table.ts";
import { findColumn } from "../table/table.ts";
import { MessyWriter } from "./messy.ts";
import { generatePortfolio, type PortfolioOptions, portfolioHeader } from "./portfolio.ts";

const plain = {
  heading: `${portfolioHeader.join(",")}\n`,
  line: (cells: string[]) => `${cells.join(",")}\n`,
};

function text(options: PortfolioOptions, writer: { heading: string; line(cells: string[]): string }): string {
  let made = writer.heading;
  for (const { cells } of generatePortfolio(options)) made += writer.line(cells);
  return made;
}

async function* bytes(of: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(of);
}

/** What must survive any spelling. */
function essence({ table, label, groupKeys, asOfDays, outcomeDays, loanIds }: LoadedTable) {
  const numbers = table.columns.filter(({ kind }) => kind === "number");
  return {
    rows: table.rowCount,
    ids: Array.from({ length: table.rowCount }, (_, row) => loanIds.get(row)),
    ...{ label, groupKeys, asOfDays, outcomeDays, numbers },
  };
}

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
  "seed %d: our reader finds every column of a messy file, and in it what the plain file says",
  async (seed) => {
    const book = seed % 3 === 0 ? { kind: "current" as const } : { kind: "history" as const };
    const options = { rows: 1500, seed, ...book, ...(seed % 3 === 1 ? { months: 14 } : {}) };
    const wanted = await loadTable(bytes(text(options, plain)));
    const messy = text(options, new MessyWriter(seed));
    const found = await loadTable(bytes(messy));
    expect(found.mapping.columns.map(({ target }) => target)).toEqual(portfolioHeader);
    expect([found.rejectCount, found.rowCount]).toEqual([0, 1500]);
    expect(essence(found)).toEqual(essence(wanted));
    // Other spellings of a category stay as they are written, but for the blanks around them.
    const types = findColumn(found.table, "Employment_Type");
    if (types?.kind !== "category") throw new Error("Employment_Type is no category");
    expect(types.categories.length).toBeGreaterThan(3);
    for (const category of types.categories) expect(category).toBe(category.trim());
  },
);

test("the same seed writes the same, another one other words", () => {
  const options = { rows: 50, seed: 3, kind: "history" as const };
  expect(text(options, new MessyWriter(3))).toBe(text(options, new MessyWriter(3)));
  expect(new MessyWriter(4).heading).not.toBe(new MessyWriter(3).heading);
});
