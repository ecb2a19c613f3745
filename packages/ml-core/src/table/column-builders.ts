import type { CategoryColumn, NumberColumn } from "./table.ts";

type NumberArray = Float64Array | Int32Array | Uint32Array | Int8Array;

/** A typed array that doubles when a place beyond its end is set. */
export class Growing<T extends NumberArray> {
  values: T;
  private readonly make: (size: number) => T;

  constructor(make: (size: number) => T) {
    this.make = make;
    this.values = make(1024);
  }

  set(place: number, value: number): void {
    if (place >= this.values.length) {
      const values = this.make(Math.max(place + 1, this.values.length * 2));
      values.set(this.values);
      this.values = values;
    }
    this.values[place] = value;
  }

  /** The first `size` values, grown where fewer were set. */
  build(size: number): T {
    if (size > this.values.length) this.set(size - 1, this.values[size - 1] ?? this.make(1)[0]);
    return this.values.subarray(0, size) as T;
  }
}

/** A column of numbers; rows never set are missing. */
export class NumberBuilder {
  /** Whether any row was set. */
  isUsed = false;
  private readonly name: string;
  private readonly numbers = new Growing((size) => new Float64Array(size).fill(Number.NaN));

  constructor(name: string) {
    this.name = name;
  }

  set(row: number, value: number): void {
    this.isUsed = true;
    this.numbers.set(row, value);
  }

  build(size: number): NumberColumn {
    return { kind: "number", name: this.name, values: this.numbers.build(size) };
  }
}

/** A column of categories, numbered as they first appear; rows never set are missing. */
export class CategoryBuilder {
  /** Whether any row was set. */
  isUsed = false;
  private readonly name: string;
  private readonly codes = new Growing((size) => new Int32Array(size).fill(-1));
  private readonly categories: string[] = [];
  private readonly codeOf = new Map<string, number>();

  constructor(name: string) {
    this.name = name;
  }

  set(row: number, text: string): void {
    this.isUsed = true;
    let code = this.codeOf.get(text);
    if (code === undefined) {
      const own = copyOf(text);
      code = this.categories.push(own) - 1;
      this.codeOf.set(own, code);
    }
    this.codes.set(row, code);
  }

  build(size: number): CategoryColumn {
    return { kind: "category", name: this.name, codes: this.codes.build(size), categories: this.categories };
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A string of its own: a slice would keep the whole chunk of the file that it was cut from. */
function copyOf(text: string): string {
  return decoder.decode(encoder.encode(text));
}
