import type { LoanColumns } from "../strategy/columns.ts";
import { uniforms } from "./loans.ts";

/** A made-up open book for tests and benchmarks; the same seed gives the same loans. A few facts and gaps. */
export function makeBook(loans: number, seed: number): Required<LoanColumns> {
  const uniform = uniforms(seed);
  const book = {
    risk: new Float64Array(loans),
    outstanding: new Float64Array(loans),
    daysPastDue: new Int32Array(loans),
    facts: new Uint16Array(loans),
    key: new Uint32Array(loans),
  };
  for (let i = 0; i < loans; i++) {
    const draw = uniform();
    // Some scores repeat, as a forest's do.
    book.risk[i] = draw < 0.2 ? Math.round(draw * 500) / 100 : uniform() ** 1.3;
    book.outstanding[i] =
      uniform() < 0.01 ? Number.NaN : Math.round(100 * Math.exp(7 + 2.5 * uniform())) / 100;
    book.daysPastDue[i] = uniform() < 0.02 ? -1 : Math.floor(200 * uniform() ** 2);
    book.facts[i] = uniform() < 0.04 ? 1 << Math.floor(8 * uniform()) : 0;
    book.key[i] = Math.floor(uniform() * 4294967296);
  }
  return book;
}
