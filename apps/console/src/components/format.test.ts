import fc from "fast-check";
import { expect, test } from "vitest";
import {
  formatBoundary,
  formatChange,
  formatMoney,
  formatRisk,
  formatSeconds,
  formatShortAmount,
} from "./format.ts";

test("a risk is never rounded across or onto a boundary that it is not on", () => {
  expect(formatRisk(0.7501, [0.5, 0.75])).toBe("75.01%");
  expect(formatRisk(0.75, [0.5, 0.75])).toBe("75%");
  expect(formatRisk(0.4996, [0.5, 0.75])).toBe("49.96%");
  expect(formatRisk(0.62, [0.5, 0.75])).toBe("62%");
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 199 }),
      (risk, step) => {
        const boundary = step / 200;
        fc.pre(Math.abs(risk - boundary) > 1e-9 || risk === boundary);
        fc.pre(risk === 0 || risk === 1 || (risk > 1e-9 && risk < 1 - 1e-9));
        const shown = Number(formatRisk(risk, [boundary]).replace("%", "")) / 100;
        for (const edge of [0, boundary, 1]) expect(Math.sign(shown - edge)).toBe(Math.sign(risk - edge));
      },
    ),
  );
});

test("nothing short of certainty is shown as certain", () => {
  expect(formatRisk(0.997)).toBe("99.7%");
  expect(formatRisk(0.0004)).toBe("0.04%");
  expect(formatRisk(1)).toBe("100%");
});

test("a boundary keeps its digits", () => {
  expect(formatBoundary(0.455)).toBe("45.5%");
  expect(formatBoundary(0.75)).toBe("75%");
  expect(formatBoundary(0.29)).toBe("29%");
});

test("small amounts keep their cents, large ones do not, and an unknown one is not zero", () => {
  expect(formatMoney({ amount: "12.5", currency: "EUR" })).toBe("€12.50");
  expect(formatMoney({ amount: "837038.44", currency: "EUR" })).toBe("€837,038");
  expect(formatMoney(null)).toBe("unknown");
});

test("changes and durations", () => {
  expect([formatChange(1200), formatChange(-3), formatChange(0)]).toEqual(["+1,200", "−3", "0"]);
  expect([formatSeconds(0.84), formatSeconds(42), formatSeconds(150)]).toEqual(["0.8 s", "42 s", "2.5 min"]);
});

test("a large amount has three figures where there is little room, a small one all of them", () => {
  expect(formatShortAmount(86_084_265, "USD")).toBe("$86.1M");
  expect(formatShortAmount(596_912, "USD")).toBe("$597K");
  expect(formatShortAmount(5775.4, "USD")).toBe("$5,775");
  expect(formatShortAmount(0, "USD")).toBe("$0");
});
