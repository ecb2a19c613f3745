import { expect, test } from "vitest";
import { columnLabel } from "./column-label.ts";

test("column names become words; abbreviations stay", () => {
  expect(columnLabel("Days_Past_Due")).toBe("Days past due");
  expect(columnLabel("Num_Missed_Payments")).toBe("Missed payments");
  expect(columnLabel("own_EMI_Flag")).toBe("Own EMI flag");
});
