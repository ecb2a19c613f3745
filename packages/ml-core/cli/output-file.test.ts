import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Refusal } from "./exits.ts";
import { OutputFile, writeWhole } from "./output-file.ts";
import { openWorkspace, type Workspace } from "./testing/workspace.ts";

let space: Workspace;
beforeEach(() => {
  space = openWorkspace();
});
afterEach(() => space.remove());

test("a file appears under its name only when it is finished", () => {
  space.write("a.csv", "old");
  const file = new OutputFile(join(space.folder, "a.csv"));
  file.write("n".repeat(3_000_000));
  file.write("é\n");
  expect(space.read("a.csv")).toBe("old");
  file.finish();
  expect(space.read("a.csv")).toBe(`${"n".repeat(3_000_000)}é\n`);
  expect(space.files()).toEqual(["a.csv"]);
});

test("a file that is given up leaves nothing, and the one before it as it was", () => {
  space.write("a.csv", "old");
  for (const name of ["a.csv", "b.csv"]) {
    const file = new OutputFile(join(space.folder, name));
    file.write("half");
    file.abandon();
    file.abandon();
  }
  expect(space.files()).toEqual(["a.csv"]);
  expect(space.read("a.csv")).toBe("old");
});

test("a place that cannot be written is refused in words", () => {
  mkdirSync(join(space.folder, "folder"));
  space.write("file", "");
  for (const [path, reason] of [
    ["folder", "it is a folder"],
    ["no/file", "there is no such file or folder"],
    ["file/below", "a folder in its path is a file"],
  ]) {
    const write = () => writeWhole(join(space.folder, path), "x");
    expect(write).toThrow(Refusal);
    expect(write).toThrow(reason);
  }
  expect(space.files()).toEqual(["file", "folder"]);
});

test("a folder that takes the name while the file is written costs the file, not the folder", () => {
  const file = new OutputFile(join(space.folder, "a"));
  mkdirSync(join(space.folder, "a"));
  expect(() => file.finish()).toThrow(Refusal);
  expect(space.files()).toEqual(["a"]);
});

test("text and bytes are written in the order in which they come", () => {
  const file = new OutputFile(join(space.folder, "a"));
  file.write("one ");
  file.writeBytes(Buffer.from("two "));
  file.write("three");
  file.finish();
  expect(space.read("a")).toBe("one two three");
});
