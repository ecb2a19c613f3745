import { csvCell } from "../table/csv-write.ts";
import { findCanonical } from "../table/roles.ts";
import { portfolioHeader } from "./cells.ts";
import { headings, noValues, otherWords } from "./messy-words.ts";
import { Random } from "./random.ts";

const byteOrderMark = "\uFEFF";
const lineEnd = "\r\n";
const stream = 9;
/** Shares of rows and cells. */
const blankRows = 0.001;
const otherSpelling = 0.3;
const strayBlank = 0.03;
const undressed = 0.25;

const monthNames = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** A file keeps to one way of writing dates, but for cells that somebody pasted. */
const dateStyles: readonly ((year: string, month: string, day: string) => string)[] = [
  (year, month, day) => `${day}.${month}.${year}`,
  (year, month, day) => `${day}-${monthNames[Number(month) - 1]}-${year}`,
  (year, month, day) => `${monthNames[Number(month) - 1]} ${Number(day)}, ${year}`,
  (year, month, day) => `${year}/${month}/${day}`,
  (year, month, day) => `${year}-${month}-${day} 00:00:00`,
];

const moneyStyles: readonly ((amount: string) => string)[] = [
  (amount) => `$${amount}`,
  (amount) => `USD ${amount}`,
  (amount) => amount,
  (amount) => `$ ${amount} `,
];

type Rewrite = (cell: string) => string;

/**
 * Writes generated rows as the files of lenders are: headings in their own words, amounts with currency and groups,
 * dates and categories in several spellings, words for missing values, stray blanks and blank rows, a byte order mark
 * and Windows line ends. Nothing is lost: amounts, dates, ids and outcomes are those of the plain file.
 */
export class MessyWriter {
  readonly heading: string;
  private readonly random = new Random();
  private readonly rewrites: readonly Rewrite[];
  private readonly blank = `${",".repeat(portfolioHeader.length - 1)}${lineEnd}`;

  /** @param seed the same seed writes the same rows in the same way */
  constructor(seed: number) {
    this.random.seed(seed, stream, 0);
    const names = portfolioHeader.map((name) => this.random.pick(headings[name]));
    this.heading = `${byteOrderMark}${names.map((name) => csvCell(name)).join(",")}${lineEnd}`;
    const dateStyle = this.random.pick(dateStyles);
    this.rewrites = portfolioHeader.map((name) => this.rewriteOf(name, dateStyle));
  }

  /** A row with its line end, and now and then a blank row behind it. */
  line(cells: readonly string[]): string {
    let row = "";
    for (let i = 0; i < cells.length; i++) {
      const text = this.rewrites[i](cells[i]);
      if (i > 0) row += ",";
      // Blanks need no quotes: whoever writes such files does not know of them.
      row += text.includes(",") ? `"${text}"` : text;
    }
    row += lineEnd;
    return this.random.chance(blankRows) ? row + this.blank : row;
  }

  private rewriteOf(name: string, dateStyle: (typeof dateStyles)[number]): Rewrite {
    const { random } = this;
    const type = findCanonical(name)?.type;
    const whole = name === "Interest_Rate" ? percentOf(random) : type === "money" ? moneyOf(random) : null;
    const words = otherWords[name];
    return (cell) => {
      if (cell === "" && words?.[""] === undefined) return random.pick(noValues);
      if (type === "date") return dated(cell, random.chance(0.05) ? null : dateStyle);
      if (whole !== null) return whole(cell);
      const other = words?.[cell];
      const text = other !== undefined && random.chance(otherSpelling) ? random.pick(other) : cell;
      return random.chance(strayBlank) ? ` ${text} ` : text;
    };
  }
}

function dated(cell: string, style: (typeof dateStyles)[number] | null): string {
  return style === null ? cell : style(cell.slice(0, 4), cell.slice(5, 7), cell.slice(8, 10));
}

function moneyOf(random: Random): Rewrite {
  const style = random.pick(moneyStyles);
  return (cell) => {
    if (random.chance(undressed)) return cell;
    return style(grouped(cell));
  };
}

/** 1234567.89 as 1,234,567.89. */
function grouped(amount: string): string {
  const point = amount.indexOf(".");
  let place = point < 0 ? amount.length : point;
  let rest = amount.slice(place);
  for (; place > 3; place -= 3) rest = `,${amount.slice(place - 3, place)}${rest}`;
  return amount.slice(0, place) + rest;
}

function percentOf(random: Random): Rewrite {
  const style = random.pick(["%", " %", ""]);
  return (cell) => (random.chance(undressed) ? cell : cell + style);
}
