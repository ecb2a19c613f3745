import fc from "fast-check";
import { expect, test } from "vitest";
import { potentialRecovery, potentialTreatments } from "./potential.ts";

const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });

test("each treatment recovers with a probability, less where the risk is higher, and a reminder beats nothing", () => {
  fc.assert(
    fc.property(share, share, share, fc.integer({ min: 0, max: 180 }), (a, b, coverage, daysPastDue) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      const at = (truth: number) =>
        potentialTreatments.map((name) => potentialRecovery({ truth, coverage, daysPastDue }, name));
      at(low).forEach((probability, t) => {
        expect(probability).toBeLessThan(1);
        expect(probability).toBeGreaterThanOrEqual(at(high)[t]);
      });
      expect(at(high)[0]).toBeGreaterThan(0);
      expect(at(low)[1]).toBeGreaterThan(at(low)[0]);
    }),
  );
});
