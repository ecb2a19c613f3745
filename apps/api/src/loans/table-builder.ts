import type { Column, Table } from "@loan-recovery/ml-core/table/table";

interface NumberBuilder {
  kind: "number";
  name: string;
  values: Float64Array;
}

interface CategoryBuilder {
  kind: "category";
  name: string;
  codes: Int32Array;
  categories: string[];
  codeOf: Map<string, number>;
}

type Builder = NumberBuilder | CategoryBuilder;

/** Gathers rows into typed columns that double as they fill. A value never set is missing. */
export class TableBuilder {
  private readonly builders = new Map<string, Builder>();
  private capacity = 1024;
  rowCount = 0;

  /** Starts the next row: the setters below speak of it. */
  startRow(): void {
    if (this.rowCount === this.capacity) this.grow();
    this.rowCount++;
  }

  setNumber(name: string, value: number): void {
    const builder = this.builders.get(name) ?? this.add(newNumber(name, this.capacity));
    if (builder.kind === "number") builder.values[this.rowCount - 1] = value;
    else this.setText(name, String(value));
  }

  setText(name: string, value: string): void {
    let builder = this.builders.get(name) ?? this.add(newCategory(name, this.capacity));
    if (builder.kind === "number") builder = this.add(asCategory(builder, this.rowCount - 1, this.capacity));
    let code = builder.codeOf.get(value);
    if (code === undefined) {
      code = builder.categories.push(value) - 1;
      builder.codeOf.set(value, code);
    }
    builder.codes[this.rowCount - 1] = code;
  }

  /** The rows so far as a table, without copying their values. */
  build(): Table {
    const columns = [...this.builders.values()].map((builder): Column => {
      if (builder.kind === "number") {
        return { kind: "number", name: builder.name, values: builder.values.subarray(0, this.rowCount) };
      }
      const codes = builder.codes.subarray(0, this.rowCount);
      return { kind: "category", name: builder.name, codes, categories: builder.categories };
    });
    return { rowCount: this.rowCount, columns };
  }

  private add<B extends Builder>(builder: B): B {
    this.builders.set(builder.name, builder);
    return builder;
  }

  private grow(): void {
    this.capacity *= 2;
    for (const builder of this.builders.values()) {
      if (builder.kind === "number") {
        const values = new Float64Array(this.capacity).fill(Number.NaN, this.rowCount);
        values.set(builder.values);
        builder.values = values;
      } else {
        const codes = new Int32Array(this.capacity).fill(-1, this.rowCount);
        codes.set(builder.codes);
        builder.codes = codes;
      }
    }
  }
}

function newNumber(name: string, capacity: number): NumberBuilder {
  return { kind: "number", name, values: new Float64Array(capacity).fill(Number.NaN) };
}

function newCategory(name: string, capacity: number): CategoryBuilder {
  return {
    kind: "category",
    name,
    codes: new Int32Array(capacity).fill(-1),
    categories: [],
    codeOf: new Map(),
  };
}

/** A column of numbers in which a text turned up: its numbers become categories too. */
function asCategory(builder: NumberBuilder, rows: number, capacity: number): CategoryBuilder {
  const column = newCategory(builder.name, capacity);
  for (let i = 0; i < rows; i++) {
    const value = builder.values[i];
    if (Number.isNaN(value)) continue;
    const text = String(value);
    let code = column.codeOf.get(text);
    if (code === undefined) {
      code = column.categories.push(text) - 1;
      column.codeOf.set(text, code);
    }
    column.codes[i] = code;
  }
  return column;
}
