import { isSpreadsheetError } from "./missing.ts";
import { spreadsheetError } from "./text-cells.ts";

/** What separates the whole part of a number from its fraction. */
export type DecimalSeparator = "." | ",";

const plainPoint = /^-?\d{1,30}(\.\d{1,60})?$/;
const plainComma = /^-?\d{1,30}(,\d{1,60})?$/;

// Signs, and codes that stand before or after an amount.
const currencyWords =
  "us\\$|r\\$|a\\$|c\\$|s\\$|hk\\$|nz\\$|rs\\.?|inr|usd|eur|gbp|jpy|chf|cad|aud|nzd|cny|rmb|hkd|sgd|sek|nok|dkk|pln|czk|huf|ron|try|rub|uah|zar|brl|mxn|ars|clp|cop|pen|aed|sar|qar|kwd|egp|ngn|kes|ksh|ghs|ugx|tzs|pkr|bdt|lkr|npr|idr|rp|myr|rm|thb|php|vnd|krw|ils|kr|zł|kč|ft|tk";
const currency = `(?:[$€£¥₹₩₽฿₫₪₦₱₴₺₸₲₵₭৳﷼]|${currencyWords})`;
const dressed = new RegExp(
  `^(?:${currency}\\s*(?=\\())?(\\()?\\s*([+-])?\\s*(?:${currency})?\\s*([+-])?\\s*([\\d.,' ]*\\d[\\d.,' ]*?)(e[+-]?\\d{1,3})?\\s*(?:/-|%|${currency})?\\s*(-)?\\s*(\\))?$`,
  "i",
);

/**
 * Reads a number as people and programs write it: thousands separated by `,` `.` `'` or a space in groups of three,
 * or in the Indian way (12,34,567.89); currency signs and codes; a percent sign (12.5% is 12.5); negatives by a sign
 * before or after, or by parentheses. Missing values are not numbers: ask `isMissing` first.
 * @returns the number in plain decimal (or e) notation with a point, digit for digit as written, or undefined
 */
export function readDecimal(cell: string, decimal: DecimalSeparator): string | undefined {
  if (decimal === ".") {
    if (plainPoint.test(cell)) return cell;
  } else if (plainComma.test(cell)) {
    return cell.replace(",", ".");
  }
  return readDressed(cell, decimal);
}

function readDressed(cell: string, decimal: DecimalSeparator): string | undefined {
  if (cell.length > 120) return undefined;
  const text = cell
    .trim()
    .replace(/[\u00a0\u2007\u2009\u202f]/g, " ")
    .replace(/[\u2212\u2010\u2011]/g, "-")
    .replace(/[\u2019\u02bc`]/g, "'");
  const match = dressed.exec(text);
  if (match === null) return undefined;
  const [, open, signBefore, signInside, body, exponent, signAfter, close] = match;
  const signs = [signBefore, signInside, signAfter].filter((sign) => sign !== undefined);
  if ((open === undefined) !== (close === undefined)) return undefined;
  if (signs.length + (open === undefined ? 0 : 1) > 1) return undefined;
  const digits = readDigits(body.trim(), decimal);
  if (digits === undefined) return undefined;
  const number = `${open !== undefined || signs[0] === "-" ? "-" : ""}${digits}${exponent ?? ""}`;
  return exponent === undefined || Number.isFinite(Number(number)) ? number : undefined;
}

// A grouped number does not begin with a zero: 0,123 and 0.500 are fractions.
const groupsOfThree = /^[1-9]\d{0,2}(?:([.,' ])\d{3})(?:\1\d{3})*$/;
const indianGroups = /^[1-9]\d?(?:,\d{2})*,\d{3}$/;

/** Digits with their separators to plain ones; undefined where the groups are not whole, as in 1,23 for a number with a point. */
function readDigits(body: string, decimal: DecimalSeparator): string | undefined {
  const point = body.indexOf(decimal);
  const whole = point < 0 ? body : body.slice(0, point);
  const fraction = point < 0 ? "" : body.slice(point + 1);
  if (!/^\d*$/.test(fraction) || whole.length > 60 || fraction.length > 60) return undefined;
  const tail = fraction === "" ? "" : `.${fraction}`;
  if (/^\d*$/.test(whole)) return whole === "" && fraction === "" ? undefined : `${whole || "0"}${tail}`;
  const groups = groupsOfThree.exec(whole);
  const isGrouped =
    (groups !== null && groups[1] !== decimal) || (decimal === "." && indianGroups.test(whole));
  return isGrouped ? `${whole.replace(/[.,' ]/g, "")}${tail}` : undefined;
}

/** Like `readDecimal`, for whole numbers: 3 and 3.0, but not 3.5. */
export function readInteger(cell: string, decimal: DecimalSeparator): string | undefined {
  const number = readDecimal(cell, decimal);
  if (number === undefined || /^-?\d+$/.test(number)) return number;
  const value = Number(number);
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

/** Why a cell is no number, in words for the person who has to mend it. */
export function numberFault(cell: string, decimal: DecimalSeparator, isInteger: boolean): string {
  if (/^#+$/.test(cell.trim())) return "A spreadsheet cut this number off; its column was too narrow.";
  if (isSpreadsheetError(cell)) return spreadsheetError;
  if (isInteger && readDecimal(cell, decimal) !== undefined) return "Not a whole number.";
  const other = decimal === "." ? "," : ".";
  if (readDecimal(cell, other) !== undefined)
    return `Not a number with a decimal ${decimal === "." ? "point" : "comma"}.`;
  return "Not a number.";
}

/** What the cells of a sample say about the file's decimal separator; undefined where they do not say. */
export function decimalEvidence(cell: string): DecimalSeparator | undefined {
  const text = cell.trim();
  if (!/\d[.,]\d+\D{0,5}$/.test(text)) return undefined;
  const last = Math.max(text.lastIndexOf("."), text.lastIndexOf(","));
  const separator = text[last] === "," ? "," : ".";
  const other = separator === "," ? "." : ",";
  const isFraction = readDecimal(text, separator) !== undefined;
  const isGroup = readDecimal(text, other) !== undefined;
  // 1,234 may be either; 1.234,5 and 1,23 and 1,234,567 may not.
  if (isFraction === isGroup) return undefined;
  return isFraction ? separator : other;
}
