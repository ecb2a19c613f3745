import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { CsvDecoder } from "./csv-decode.ts";
import { detectDialect } from "./csv-detect.ts";
import { CsvParser } from "./csv-parse.ts";

/** The cases of the npm package csv-spectrum: a CSV file each, and what it holds as JSON. */
const folder = dirname(createRequire(import.meta.url).resolve("csv-spectrum/package.json"));
const cases = readdirSync(join(folder, "csvs")).map((file) => file.replace(/\.csv$/, ""));

function readObjects(bytes: Uint8Array, chunk: number): Record<string, string>[] {
  const rows: string[][] = [];
  const dialect = detectDialect(bytes);
  const decoder = new CsvDecoder(dialect.encoding);
  const parser = new CsvParser(
    dialect,
    (fields) => rows.push(fields.slice()),
    (row, _line, reason) => expect.fail(`row ${row}: ${reason}`),
  );
  for (let at = 0; at < bytes.length; at += chunk) parser.push(decoder.push(bytes.subarray(at, at + chunk)));
  parser.push(decoder.end());
  parser.end();
  const [header, ...body] = rows;
  for (const row of body) expect(row.length).toBe(header.length);
  return body.map((row) => Object.fromEntries(row.map((cell, i) => [header[i], cell])));
}

function expectedOf(name: string): Record<string, string>[] {
  const json = JSON.parse(readFileSync(join(folder, "json", `${name}.json`), "utf8"));
  if (name !== "location_coordinates") return json;
  // The package's one slip: a single object instead of a list, with another phone number than its own CSV file.
  return [{ ...json, "Contact Phone Number": "2095257564" }];
}

test("the package holds its twelve cases", () => {
  expect(cases.length).toBe(12);
});

test.each(cases)("%s is read as the package says, in one piece and byte by byte", (name) => {
  const bytes = readFileSync(join(folder, "csvs", `${name}.csv`));
  const expected = expectedOf(name);
  expect(readObjects(bytes, bytes.length)).toEqual(expected);
  expect(readObjects(bytes, 1)).toEqual(expected);
});
