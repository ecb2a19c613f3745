import fc from "fast-check";
import { expect, test } from "vitest";
import { phraseOf, pointsText, sumOf } from "./points.ts";

const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
const move = fc.record({ contribution: fc.double({ min: -0.5, max: 0.5, noNaN: true }) });

test("the figures that are shown add up to the score that is shown", () => {
  fc.assert(
    fc.property(share, share, fc.array(move, { minLength: 1, maxLength: 6 }), (base, score, reasons) => {
      const sum = sumOf({ base, score, reasons }, [0.5, 0.75]);
      const number = (text: string) => Number(text.replace("−", "-").replace("%", ""));
      const total = number(sum.base) + number(sum.reasons) + number(sum.rest);
      expect(total).toBeCloseTo(number(sum.score), sum.digits);
    }),
  );
});

test("a score keeps its side of a boundary, and its parts as many decimals", () => {
  const sum = sumOf({ base: 0.35, score: 0.75004, reasons: [{ contribution: 0.40004 }] }, [0.5, 0.75]);
  expect(sum).toEqual({ base: "35.000%", reasons: "+40.004", rest: "0.000", score: "75.004%", digits: 3 });
});

test("points and phrases", () => {
  expect([pointsText(0.182, 1), pointsText(-0.05, 1), pointsText(0.0001, 1)]).toEqual([
    "+18.2 points",
    "−5.0 points",
    "0.0 points",
  ]);
  expect(phraseOf({ text: "Loan type: personal: −less than 0.01" })).toBe("Loan type: personal");
});
