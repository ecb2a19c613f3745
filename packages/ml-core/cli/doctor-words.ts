import { addMonths, dayOf, isoOf } from "../src/table/calendar.ts";
import { attribute } from "../src/table/mapping.ts";
import type { Diagnosis } from "./doctor.ts";
import { textTable } from "./text-table.ts";

/** The diagnosis for a person: what was found, what it means, and how to have each number again. */
export function doctorInWords(diagnosis: Diagnosis): string {
  const { training, obstacle } = diagnosis;
  return [
    section("columns", [mappingTable(diagnosis)]),
    section("outcome", outcomeInWords(diagnosis)),
    section("open questions", diagnosis.questions.map(questionInWords)),
    section("rejects", diagnosis.rejectSummary.map(rejectInWords)),
    section("horizon", horizonInWords(diagnosis)),
    section("columns that know the outcome", leaksInWords(diagnosis)),
    section("other columns left out", otherExclusions(diagnosis)),
    section("numbers", [numberTable(diagnosis)]),
    section("notes", training?.warnings.map(({ message }) => message) ?? []),
    training === null
      ? `verdict: nothing can be learned from this file yet. ${obstacle}`
      : `verdict: ${training.verdict}. ${training.verdictText}`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [title.toUpperCase(), ...lines].join("\n");
}

function mappingTable({ mapping }: Diagnosis): string {
  const rows = mapping.map(({ column, target, role, reason }) => [column, target, role, reason]);
  return textTable(["in the file", "ours", "used as", "why"], rows);
}

function outcomeInWords({ outcome, outcomeValues, loans }: Diagnosis): string[] {
  if (outcome === null) return [];
  const meaning = (wanted: (typeof outcomeValues)[number]["outcome"], words: string) => {
    const values = outcomeValues.filter((entry) => entry.outcome === wanted);
    return values.length === 0
      ? []
      : [`${words}: ${values.map(({ value }) => value || "(blank)").join(", ")}`];
  };
  return [
    `${outcome.column}: ${loans.finished} loans are finished, ${loans.open} are open`,
    ...meaning(1, "not recovered"),
    ...meaning(0, "recovered"),
    ...meaning("unresolved", "still open"),
  ];
}

function otherExclusions({ training, leaks }: Diagnosis): string[] {
  const known = new Set(leaks.map(({ column }) => column));
  return (training?.excluded ?? [])
    .filter(({ column }) => !known.has(column))
    .map(({ column, reason, detail }) => `${column} (${reason}): ${detail}`);
}

function questionInWords({ column, message, options }: Diagnosis["questions"][number]): string {
  const where = column === null || message.includes(column) ? "" : `${column}: `;
  return `${where}${message}${options.length > 0 ? ` (${options.join(", ")})` : ""}`;
}

function rejectInWords({ column, count, firstRow, reason }: Diagnosis["rejectSummary"][number]): string {
  const what = column === null ? "whole rows" : `cells of ${column}`;
  return `${count} ${what}, the first in row ${firstRow}: ${reason}`;
}

function horizonInWords({ training, mapping }: Diagnosis): string[] {
  if (training?.horizon == null) return [];
  const { months, isChecked, oldEnough, tooYoung, unchecked, oldestDate, newestDate } = training.horizon;
  const after = `Outcomes are judged after ${months} months`;
  if (oldestDate === null || newestDate === null)
    return [`${after}, but no date tells how old the loans are.`, ...mapping.flatMap(untaken)];
  const column = mapping.find(({ target }) => target === "As_Of_Date")?.column;
  const found = `${column} dates the loans, from ${oldestDate} on; the data end on ${newestDate}.`;
  const unknown = unchecked > 0 ? `, of ${unchecked} no date tells` : "";
  if (isChecked)
    return [found, `${after}: ${oldEnough} loans are old enough, ${tooYoung} too young${unknown}.`];
  const needed = isoOf(addMonths(dayOf(newestDate), -months));
  return [
    found,
    `${after}: no loan is old enough, ${tooYoung} are too young${unknown}. All finished loans are learned from, unchecked.`,
    `A check needs loans of ${needed} or before, or what became of these by ${isoOf(addMonths(dayOf(oldestDate), months))} or later.`,
  ];
}

/** A column that could date the loans, and is not taken for that. */
function untaken({ column, target, role }: Diagnosis["mapping"][number]): string[] {
  if (role !== "date" || target !== attribute) return [];
  return [`If ${column} says as of when a row is, name it with --date.`];
}

function leaksInWords({ leaks, training }: Diagnosis): string[] {
  const lines = leaks.map(({ column, reason, detail }) => `${column} (${reason}): ${detail}`);
  const honest = training?.metrics?.rocAuc;
  const leaky = training?.leakyMetrics?.rocAuc;
  if (honest === undefined || leaky === undefined) return lines;
  return [
    ...lines,
    `Without them the AUC is ${honest.toFixed(3)}; with them one would have believed ${leaky.toFixed(3)}.`,
  ];
}

/** Long commands are written once, below the numbers that they give. */
function numberTable({ numbers }: Diagnosis): string {
  const commands = [...new Set(numbers.map(({ command }) => command))];
  const rows = numbers.flatMap(({ name, value, command, field }) =>
    value === null ? [] : [[name, valueText(value), `[${commands.indexOf(command) + 1}] ${field}`]],
  );
  const list = commands.map((command, i) => `[${i + 1}] ${command}`);
  return [textTable(["what", "value", "the same in the JSON of"], rows), ...list].join("\n");
}

function valueText(value: number | string): string {
  return typeof value === "string" || Number.isInteger(value) ? String(value) : value.toFixed(4);
}
