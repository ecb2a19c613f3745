import { afterEach, expect, test, vi } from "vitest";
import { logError } from "./log.js";

afterEach(() => vi.restoreAllMocks());

test("a database error is logged without the row that it carries", () => {
  const lines: string[] = [];
  vi.spyOn(console, "error").mockImplementation((line: string) => void lines.push(line));
  const error = Object.assign(new Error("duplicate key"), {
    code: "23505",
    detail: "Key (email)=(jane@example.com) already exists.",
    where: "COPY staged, line 3: Jane Doe",
  });
  logError("POST /datasets failed", error);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^POST \/datasets failed \(23505\): Error: duplicate key\n/);
  expect(lines[0]).not.toMatch(/jane/i);
});
