import { constants } from "node:fs";
import { access, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Makes `dataDir` and takes it for this process, so that no second one stops its database.
 * @returns gives it back
 * @throws Error with one line where it cannot be written, or another running process has it
 */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  const file = join(dataDir, "process.pid");
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.W_OK | constants.X_OK);
    const holder = Number(await readFile(file, "utf8").catch(() => ""));
    if (holder > 0 && holder !== process.pid && (await isOurs(holder))) {
      throw new Error(
        `DATA_DIR ${dataDir} is in use by process ${holder}: stop that one, or set another DATA_DIR.`,
      );
    }
    await writeFile(file, String(process.pid));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new Error(`DATA_DIR ${dataDir} cannot be written (${code}): set DATA_DIR to a folder of yours.`);
  }
  return () => rm(file, { force: true });
}

/** Whether the process runs, and is this program rather than another that was given the number later. */
async function isOurs(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => null);
  return commandLine === null || commandLine.includes("main.js");
}
