import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeColumn, fitEncoding } from "../features/encoding.ts";
import { candidatesOf } from "./candidates.ts";

function codeOf(encoding: ReturnType<typeof fitEncoding>, value: number): number {
  const out = new Uint8Array(1);
  encodeColumn(encoding, { kind: "number", name: "x", values: Float64Array.of(value) }, 0, 1, out, 0);
  return out[0];
}

test("every bin in the allowed direction gets one value that lies in it, whatever the numbers", () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 400 });
  fc.assert(
    fc.property(
      values,
      fc.nat(),
      fc.constantFrom("up" as const, "down" as const),
      (list, pick, direction) => {
        const column = { kind: "number" as const, name: "x", values: Float64Array.from(list) };
        const encoding = fitEncoding(column);
        const row = pick % list.length;
        const found = candidatesOf(encoding, 3, column, row, direction);
        const here = codeOf(encoding, list[row]);
        const bins = encoding.kind === "number" ? encoding.edges.length : 0;
        expect(found.length).toBe(direction === "up" ? bins - here : here);
        found.forEach(({ feature, value, cost }, i) => {
          expect(feature).toBe(3);
          expect(codeOf(encoding, Number(value))).toBe(direction === "up" ? here + i + 1 : here - i - 1);
          expect(cost).toBeCloseTo((i + 1) / bins, 12);
        });
      },
    ),
  );
});

test("whole columns get whole values, bounds hold, and wide bins round values", () => {
  const days = Float64Array.from({ length: 400 }, (_, i) => i % 40);
  const column = { kind: "number", name: "Days_Past_Due", values: days } as const;
  const found = candidatesOf(fitEncoding(column), 0, column, 5, "down");
  expect(found.map(({ value }) => value)).toEqual([4, 3, 2, 1, 0]);
  const income = Float64Array.from({ length: 5 }, (_, i) => 1000 + 217.3 * i);
  const incomes = { kind: "number", name: "Monthly_Income", values: income } as const;
  // Edges at 1108.65, 1325.95, 1543.25 and 1760.55.
  expect(candidatesOf(fitEncoding(incomes), 0, incomes, 0, "up").map(({ value }) => value)).toEqual([
    1110, 1330, 1550, 1770,
  ]);
});

test("an unknown value has no neighbours; categories have all others, if any change is allowed", () => {
  const column = { kind: "number", name: "x", values: Float64Array.of(1, 2, Number.NaN) } as const;
  expect(candidatesOf(fitEncoding(column), 0, column, 2, "either")).toEqual([]);
  expect(candidatesOf(fitEncoding(column), 0, undefined, 0, "either")).toEqual([]);
  const kinds = {
    kind: "category",
    name: "k",
    codes: Int32Array.of(0, 1, 2),
    categories: ["a", "b", "c"],
  } as const;
  const others = candidatesOf(fitEncoding(kinds), 0, kinds, 1, "either").map(({ value }) => value);
  expect(others).toEqual(["a", "c"]);
  expect(candidatesOf(fitEncoding(kinds), 0, kinds, 1, "up")).toEqual([]);
});
