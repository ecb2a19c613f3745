import { XgboostError } from "./format.ts";

/**
 * Parses the JSON of XGBoost, which is JSON but for NaN and Infinity among its numbers: they become null.
 * @throws XgboostError that says what the text is instead
 */
export function parseXgboostJson(text: string): JsonField {
  if (/^(binf|bs64|\{[^\s"}])/.test(text)) {
    throw new XgboostError(
      'this is a binary model of XGBoost\'s: save it as JSON, with booster.save_model("model.json")',
    );
  }
  return new JsonField(parse(text), "");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Strings are matched too, and kept, so that a feature may be called NaN.
    const plain = text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (found) =>
      found.startsWith('"') ? found : "null",
    );
    try {
      return JSON.parse(plain);
    } catch (error) {
      throw new XgboostError(`this is not JSON: ${error instanceof Error ? error.message : error}`);
    }
  }
}

/** A value in a JSON file that knows where it stands, so that errors can say so. */
export class JsonField {
  private readonly value: unknown;
  private readonly path: string;

  constructor(value: unknown, path: string) {
    this.value = value;
    this.path = path;
  }

  /** @throws XgboostError where this is no object or has no such field */
  get(name: string): JsonField {
    const field = this.find(name);
    if (field === null) {
      throw new XgboostError(`this is not an XGBoost model: it has no ${this.inside(name)}`);
    }
    return field;
  }

  /** Like `get`, but null where there is no such field. */
  find(name: string): JsonField | null {
    const { value } = this;
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return null;
    return new JsonField((value as Readonly<Record<string, unknown>>)[name], this.inside(name));
  }

  items(): JsonField[] {
    if (!Array.isArray(this.value)) throw this.wrong("a list");
    return this.value.map((item, i) => new JsonField(item, `${this.path}[${i}]`));
  }

  text(): string {
    if (typeof this.value !== "string") throw this.wrong("a text");
    return this.value;
  }

  texts(): string[] {
    return this.items().map((item) => item.text());
  }

  isTrue(): boolean {
    return this.value === true;
  }

  /** A number, which XGBoost writes as a text where it is a parameter, and in brackets where there may be several. */
  parameter(): number {
    const number = Number(this.text().replace(/^\[(.*)\]$/, "$1"));
    if (!Number.isFinite(number) || this.text().trim() === "") throw this.wrong("one number");
    return number;
  }

  /** Numbers; NaN where the file has NaN or Infinity; 1 and 0 for true and false, as older versions write flags. */
  numbers(length?: number): number[] {
    const { value } = this;
    if (!Array.isArray(value)) throw this.wrong("a list of numbers");
    if (length !== undefined && value.length !== length) throw this.wrong(`a list of ${length} numbers`);
    return value.map((item: unknown) => {
      if (typeof item === "number") return item;
      if (typeof item === "boolean") return Number(item);
      if (item === null) return Number.NaN;
      throw this.wrong("a list of numbers");
    });
  }

  wrong(expected: string): XgboostError {
    return new XgboostError(`the XGBoost model is damaged: ${this.path} is not ${expected}`);
  }

  private inside(name: string): string {
    return this.path === "" ? name : `${this.path}.${name}`;
  }
}
