import { realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type Arguments, required } from "./arguments.ts";
import { UsageError } from "./exits.ts";
import { OutputFile } from "./output-file.ts";

const written = ["out", "report", "truth"];

const read = ["model", "policy", "reference", "current"];

/**
 * The path that an option gives to write to, tried before the long work begins.
 * @throws UsageError where that file is also read, or is written to by another option
 * @throws Refusal where it cannot be written
 */
export function outputPath(args: Arguments, name: string): string {
  const path = required(args, name);
  // A pipe or a device is nobody's file, and opening it to try would end it.
  if (isDevice(path)) return path;
  const place = placeOf(path);
  if (args.file !== "" && place === placeOf(args.file))
    throw new UsageError(`--${name} would overwrite the file that is read`);
  for (const other of [...written, ...read]) {
    const value = args.values[other];
    if (other !== name && value !== undefined && placeOf(value) === place)
      throw new UsageError(`--${name} and --${other} are the same file`);
  }
  new OutputFile(path).abandon();
  return path;
}

function isDevice(path: string): boolean {
  try {
    const found = statSync(path);
    return !found.isFile() && !found.isDirectory();
  } catch {
    return false;
  }
}

/** One spelling for each file, whether it exists yet or not. */
function placeOf(path: string): string {
  const whole = resolve(path);
  return realPath(whole) ?? join(realPath(dirname(whole)) ?? dirname(whole), basename(whole));
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
