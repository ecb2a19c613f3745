// Everything that must hold: checks, unit tests, whole-system and browser tests. Ends with one line of counts.
// Arguments go to vitest, for example `npm test -- test/import`; with any, the checks are left out.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check } from "./check.mjs";
import { build, install, run } from "./setup.mjs";

install();
build();
const chosen = process.argv.slice(2);
const checks = chosen.length === 0 ? check() : { passed: 0, failed: 0 };

const folder = mkdtempSync(join(tmpdir(), "loan-recovery-test-"));
const resultFile = join(folder, "result.json");
run("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${resultFile}`, ...chosen]);
let result;
try {
  result = JSON.parse(readFileSync(resultFile, "utf8"));
} catch {
  result = { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, testResults: [] };
}
rmSync(folder, { recursive: true, force: true });

// A file that fails before its first test has no failed test of its own.
const brokenFiles = result.testResults.filter(
  (file) => file.status === "failed" && file.assertionResults.length === 0,
).length;
const passed = checks.passed + result.numPassedTests;
const failed = checks.failed + result.numFailedTests + brokenFiles;
const isWhole = result.success !== false || failed > 0;
if (result.numPendingTests > 0)
  console.log(`${result.numPendingTests} skipped: the reason stands beside each.`);
console.log(`${passed} passed, ${isWhole ? failed : failed + 1} failed`);
process.exitCode = failed === 0 && isWhole ? 0 : 1;
