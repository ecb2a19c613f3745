/** Longest text taken over into a cell; a longer one is rejected, never cut. */
export const maxTextLength = 2000;
const maxIdLength = 200;

/** Why `id`, already trimmed, cannot be taken as an id; undefined where it can. */
export function idFault(id: string): string | undefined {
  if (/^[+-]?\d(?:[.,]\d+)?E\+\d+$/i.test(id)) {
    return "A spreadsheet has damaged this id: its last digits are lost. Export the column as text.";
  }
  if (/^#+$/.test(id)) return "A spreadsheet cut this id off; its column was too narrow.";
  if (/^#(REF|VALUE|NAME|DIV\/0|N\/A|NUM|NULL)[!?]?$/i.test(id)) return "A spreadsheet's error, not an id.";
  if (id.length > maxIdLength) return `Longer than ${maxIdLength} characters.`;
  return textFault(id);
}

/** Why `text` cannot be stored; undefined where it can. */
export function textFault(text: string): string | undefined {
  if (text.length > maxTextLength) return `Longer than ${maxTextLength} characters.`;
  if (text.includes("\u0000")) return "Holds a NUL character.";
  return undefined;
}
