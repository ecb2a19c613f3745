import fc from "fast-check";
import { expect, test } from "vitest";
import { uniforms } from "../testing/loans.ts";
import { sortNumbers } from "./sort-numbers.ts";

function sortedByEngine(values: Float64Array): Float64Array {
  return values.map((value) => value + 0).sort();
}

test("numbers of any size and sign come out as the engine sorts them", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 300 }), (values) => {
      // Repeated, so that there are enough for the radix sort.
      const many = Float64Array.from(
        { length: 2100 },
        (_, i) => values[i % values.length] * (i % 7 === 0 ? 2 : 1),
      );
      expect(sortNumbers(many)).toEqual(sortedByEngine(many));
    }),
    { seed: 1, numRuns: 50 },
  );
});

test("amounts, whole numbers and constants", () => {
  const uniform = uniforms(1);
  const make = [() => Math.round(1e6 * uniform()) / 100, () => Math.floor(10 * uniform()) - 5, () => 4];
  for (const one of make) {
    const values = Float64Array.from({ length: 5000 }, one);
    const before = values.slice();
    expect(sortNumbers(values)).toEqual(sortedByEngine(values));
    expect(values).toEqual(before);
  }
});
