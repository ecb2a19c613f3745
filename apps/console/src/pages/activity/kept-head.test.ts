import { expect, test } from "vitest";
import { fingerprint, newestHeadIn } from "./kept-head.ts";

test("the newest head of a file is its last line", () => {
  const head = (number: number) => ({ number, total: 10, head: "ab", signature: "s", publicKey: "k" });
  const line = (number: number) => `${JSON.stringify({ ...head(number), root: "00" })}\n`;
  expect(newestHeadIn(line(1) + line(2))).toEqual(head(2));
  expect(newestHeadIn("")).toBeNull();
  expect(newestHeadIn("null")).toBeNull();
  expect(newestHeadIn('{"number":"1"}')).toBeNull();
});

test("a fingerprint is read in groups of four", () => {
  expect(fingerprint("0123456789abcdef".repeat(4))).toBe("0123 4567 89ab cdef 0123 4567");
});
