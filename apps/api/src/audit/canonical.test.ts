import fc from "fast-check";
import { expect, test } from "vitest";
import { canonical, eventDigest } from "./canonical.js";

const fields = fc.array(fc.option(fc.string({ unit: "grapheme", maxLength: 6 })), { maxLength: 4 });

test("different fields never have the same bytes", () => {
  expect(canonical(["é", null, ""])).toBe("2:é,-,0:,");
  fc.assert(
    fc.property(fields, fields, (a, b) => {
      expect(canonical(a) === canonical(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});

test("a digest depends on the salt and on every field", () => {
  const event = { id: "7", at: new Date(0), actor: "a", action: "b", subject: "c", detail: "{}" };
  const salt = Buffer.alloc(32);
  const others = [
    eventDigest(Buffer.alloc(32, 1), event),
    eventDigest(salt, { ...event, id: "8" }),
    eventDigest(salt, { ...event, at: new Date(1) }),
    eventDigest(salt, { ...event, actor: "A" }),
    eventDigest(salt, { ...event, action: "B" }),
    eventDigest(salt, { ...event, subject: null }),
    eventDigest(salt, { ...event, detail: null }),
  ];
  const distinct = new Set([eventDigest(salt, event), ...others].map((digest) => digest.toString("hex")));
  expect(distinct.size).toBe(8);
});
