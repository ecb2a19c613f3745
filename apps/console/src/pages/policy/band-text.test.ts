import { expect, test } from "vitest";
import type { Band } from "../../components/bands.ts";
import { describeBands, describeChanges } from "./band-text.ts";

const bands: Band[] = [
  { treatment: "REMINDER", from: 0, fromInclusive: true },
  { treatment: "SETTLEMENT_OFFER", from: 0.5, fromInclusive: true },
  { treatment: "LEGAL_ACTION", from: 0.75, fromInclusive: false },
];

test("a policy in words says to which side a score on a boundary belongs", () => {
  expect(describeBands(bands)).toBe("Settlement offer from 50%, Legal action above 75%");
});

test("only what differs is listed, the side of a boundary included", () => {
  const moved = bands.map((band) => (band.from === 0.75 ? { ...band, fromInclusive: true } : band));
  expect(describeChanges(bands, bands)).toEqual([]);
  expect(describeChanges(bands, moved)).toEqual(["Legal action from 75%, until now above 75%"]);
});
