import { expect, test } from "vitest";
import { type Band, bandOf, boundariesOf } from "./bands.ts";

const bands: Band[] = [
  { treatment: "REMINDER", from: 0, fromInclusive: true },
  { treatment: "SETTLEMENT_OFFER", from: 0.5, fromInclusive: true },
  { treatment: "LEGAL_ACTION", from: 0.75, fromInclusive: false },
];

test("a score on a boundary belongs to the side that the policy says", () => {
  const treatments = [0, 0.4999, 0.5, 0.75, 0.7501, 1].map((risk) => bandOf(bands, risk).treatment);
  expect(treatments).toEqual([
    "REMINDER",
    "REMINDER",
    "SETTLEMENT_OFFER",
    "SETTLEMENT_OFFER",
    "LEGAL_ACTION",
    "LEGAL_ACTION",
  ]);
  expect(boundariesOf(bands)).toEqual([0.5, 0.75]);
});
