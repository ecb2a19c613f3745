import fc from "fast-check";
import { expect, test } from "vitest";
import { idFault, textFault } from "./text-cells.ts";

test("ids are any text, also long ones with leading zeros", () => {
  for (const id of ["0000000000000000000000001", "L-1", "1E5", "12345678901234567890", "1.5", "é/ß 7"])
    expect(idFault(id)).toBeUndefined();
});

test("ids that a spreadsheet has damaged are refused", () => {
  for (const id of ["1.23E+15", "1,23457E+11", "4E+12", "-1.2e+10"])
    expect(idFault(id)).toContain("last digits are lost");
  expect(idFault("#####")).toContain("too narrow");
  expect(idFault("#REF!")).toContain("spreadsheet's error");
});

test("what a spreadsheet makes of any long number is refused, the number itself is not", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 10n ** 12n, max: 10n ** 20n }),
      fc.integer({ min: 0, max: 5 }),
      (id, places) => {
        expect(idFault(String(id))).toBeUndefined();
        expect(idFault(Number(id).toExponential(places).toUpperCase())).toBeDefined();
      },
    ),
  );
});

test("text that cannot be stored is refused, not cut", () => {
  expect(idFault("x".repeat(200))).toBeUndefined();
  expect(idFault("x".repeat(201))).toBe("Longer than 200 characters.");
  expect(textFault("x".repeat(2000))).toBeUndefined();
  expect(textFault("x".repeat(2001))).toBe("Longer than 2000 characters.");
  expect(textFault("a\u0000b")).toBe("Holds a NUL character.");
});
