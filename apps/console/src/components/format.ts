/** Numbers, amounts and dates as people read them. Pure; the locale is the browser's. */

export interface MoneyValue {
  amount: string;
  currency: string;
}

const formats = new Map<string, Intl.NumberFormat>();

/** Making a format costs far more than using it, and lists use the same few. */
function formatOf(key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(undefined, options);
    formats.set(key, format);
  }
  return format;
}

/** An amount without its cents from 1,000 on: lists are compared at a glance. "unknown" where there is none. */
export function formatMoney(money: MoneyValue | null | undefined): string {
  if (!money) return "unknown";
  const amount = Number(money.amount);
  const digits = Math.abs(amount) >= 1000 || amount === 0 ? 0 : 2;
  return formatOf(`${money.currency} ${digits}`, {
    style: "currency",
    currency: money.currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount);
}

export function formatAmount(amount: number, currency: string): string {
  return formatMoney({ amount: String(amount), currency });
}

/** A large amount in three figures, for where there is little room: "$86.1M". */
export function formatShortAmount(amount: number, currency: string): string {
  if (Math.abs(amount) < 10_000) return formatAmount(Math.round(amount), currency);
  return formatOf(`short ${currency}`, {
    style: "currency",
    currency,
    notation: "compact",
    maximumSignificantDigits: 3,
  }).format(amount);
}

export function formatCount(count: number): string {
  return formatOf("count", {}).format(count);
}

/** "1 loan", "2 loans" */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** "+12", "−3", "0": with a real minus sign. */
export function formatChange(change: number): string {
  return formatOf("change", { signDisplay: "exceptZero" }).format(change).replace("-", "−");
}

export function formatDays(days: number | null | undefined): string {
  return days == null ? "unknown" : formatCount(Math.round(days));
}

/** A cell's text; numbers among them are grouped and cut to two decimals. */
export function formatCell(value: string): string {
  if (value.trim() === "" || !Number.isFinite(Number(value))) return value;
  return formatOf("cell", { maximumFractionDigits: 2 }).format(Number(value));
}

/** @param share in [0, 1] @param digits decimals of the per cent */
export function formatPercent(share: number, digits = 0): string {
  return formatOf(`percent ${digits}`, {
    style: "percent",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(share);
}

/**
 * A risk in per cent with as few digits as keep it on its own side of every boundary: 0.7501 above a boundary at
 * 0.75 is "75.01%", never "75%". Certainty is such a boundary too: 0.997 is "99.7%", never "100%".
 * @param risk in [0, 1]
 * @param boundaries the policy's, in [0, 1]
 */
export function formatRisk(risk: number, boundaries: readonly number[] = []): string {
  const digits = riskDigits(risk, boundaries);
  return formatPercent(Number((risk * 100).toFixed(digits)) / 100, digits);
}

/** The fewest decimals of a per cent, from `least` on, that keep the risk on its own side of every boundary. */
export function riskDigits(risk: number, boundaries: readonly number[], least = 0): number {
  const all = [0, 1, ...boundaries];
  for (let digits = least; digits < 14; digits++) {
    const shown = Number((risk * 100).toFixed(digits)) / 100;
    const staysOnItsSide = all.every(
      (boundary) => Math.sign(risk - boundary) === Math.sign(shown - boundary),
    );
    if (staysOnItsSide) return digits;
  }
  return 14;
}

/** A boundary with every digit that it has: 0.455 is "45.5%". */
export function formatBoundary(boundary: number): string {
  const percent = Number((boundary * 100).toFixed(8));
  const digits = String(percent).split(".")[1]?.length ?? 0;
  return formatPercent(percent / 100, digits);
}

/** @param day YYYY-MM-DD, or an instant of which the day is taken */
export function formatDate(day: string): string {
  const [year, month, date] = day.slice(0, 10).split("-").map(Number);
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
  return format.format(Date.UTC(year, month - 1, date));
}

export function formatTime(instant: string, timeZone?: string): string {
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short", timeZone });
  return format.format(new Date(instant));
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const [unit, size] = bytes < 1e6 ? ["kB", 1e3] : bytes < 1e9 ? ["MB", 1e6] : ["GB", 1e9];
  const value = bytes / Number(size);
  return `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`;
}

/** "0.8 s", "2.5 min" */
export function formatSeconds(seconds: number): string {
  return seconds < 90 ? `${seconds.toFixed(seconds < 10 ? 1 : 0)} s` : `${(seconds / 60).toFixed(1)} min`;
}
