import { expect, test } from "vitest";
import { classifiers } from "../src/models/registry.ts";
import { commands } from "./arguments.ts";
import { usage } from "./usage.ts";

test("the help names every command with its file, every option and every classifier", () => {
  for (const [name, { file, options }] of Object.entries(commands)) {
    // A CSV file, or what else the command takes.
    const first = file === true ? "<csv>" : file === false ? "--" : "<model\\.\\w+>";
    expect(usage).toMatch(new RegExp(`loan-recovery ${name} ${first}`));
    for (const option of Object.keys(options)) expect(usage).toContain(`--${option}`);
  }
  for (const name of Object.keys(classifiers)) expect(usage).toContain(name);
});

test("the help promises no option that is not there", () => {
  const known = new Set(Object.values(commands).flatMap(({ options }) => Object.keys(options)));
  for (const common of ["json", "quiet"]) known.add(common);
  for (const [, option] of usage.matchAll(/--([a-z][a-z-]*)/g)) expect([...known]).toContain(option);
});

test("help fits a terminal of 120 columns", () => {
  for (const line of usage.split("\n")) expect(line.length).toBeLessThanOrEqual(120);
});
