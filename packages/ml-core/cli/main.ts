import { type Arguments, type CommandName, parseCommandLine } from "./arguments.ts";
import { run, scoreWithModel, train } from "./commands.ts";
import { compare } from "./compare.ts";
import { type Console, openConsole } from "./console.ts";
import { doctor } from "./doctor.ts";
import { drift } from "./drift.ts";
import { exitCode, Refusal, UsageError } from "./exits.ts";
import { generate } from "./generate.ts";
import { profile } from "./profile.ts";
import { usage } from "./usage.ts";
import { exportToXgboost, importFromXgboost } from "./xgboost.ts";

const commands: Readonly<Record<CommandName, (args: Arguments, console: Console) => Promise<void> | void>> = {
  run,
  train,
  score: scoreWithModel,
  profile,
  compare,
  drift,
  doctor,
  generate,
  "export-xgboost": exportToXgboost,
  "import-xgboost": importFromXgboost,
};

/**
 * The command line.
 * @param argv the words after the program's name
 * @returns the exit code: 0 done, 1 data refused, 2 wrong usage
 */
export async function main(argv: readonly string[]): Promise<number> {
  if (!process.stdout.listeners("error").includes(letReaderGo)) process.stdout.on("error", letReaderGo);
  if (argv[0] === "--help" || argv[0] === "-h" || argv[0] === "help") {
    process.stdout.write(usage);
    return exitCode.done;
  }
  try {
    const args = parseCommandLine(argv);
    if (args.help) process.stdout.write(usage);
    else await commands[args.command](args, openConsole(args));
    return exitCode.done;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`loan-recovery: ${error.message}. See loan-recovery --help\n`);
      return exitCode.usage;
    }
    if (error instanceof Refusal) {
      for (const line of error.lines) process.stderr.write(`loan-recovery: ${line}\n`);
      return exitCode.refused;
    }
    throw error;
  }
}

/** Whoever reads the output may have seen enough (`| head`): what goes to files is finished all the same. */
function letReaderGo(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
