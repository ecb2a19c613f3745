import { isSpreadsheetError } from "./missing.ts";

/** Longest text taken over into a cell; a longer one is rejected, never cut. */
export const maxTextLength = 2000;
const maxIdLength = 200;

/** Why a cell with a spreadsheet's error is not taken over. */
export const spreadsheetError = "A spreadsheet's error: the formula behind this cell failed.";

/** Why `id`, already trimmed, cannot be taken as an id; undefined where it can. */
export function idFault(id: string): string | undefined {
  if (/^[+-]?\d(?:[.,]\d+)?E\+\d+$/i.test(id)) {
    return "A spreadsheet has damaged this id: its last digits are lost. Export the column as text.";
  }
  if (/^#+$/.test(id)) return "A spreadsheet cut this id off; its column was too narrow.";
  if (id.length > maxIdLength) return `Longer than ${maxIdLength} characters.`;
  return textFault(id);
}

/** Why `text` cannot be stored; undefined where it can. */
export function textFault(text: string): string | undefined {
  if (isSpreadsheetError(text)) return spreadsheetError;
  if (text.length > maxTextLength) return `Longer than ${maxTextLength} characters.`;
  if (text.includes("\u0000")) return "Holds a NUL character.";
  return undefined;
}
