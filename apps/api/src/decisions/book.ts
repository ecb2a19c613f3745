import { type LoanColumns, wholeDays } from "@loan-recovery/ml-core/strategy/columns";
import { loanKey } from "@loan-recovery/ml-core/strategy/decide";
import { groupKey } from "@loan-recovery/ml-core/table/group-key";
import type pg from "pg";
import { copiedLines, copyOut, readCopied } from "../database/copy.js";
import { findPolicies } from "../policies/policies.js";
import type { RunRow } from "./runs.js";

/** A run's current decisions side by side, one entry per loan, ordered by the loan's id. */
export interface Book {
  readonly run: RunRow;
  /** The run's change number that the columns hold. */
  readonly changeNumber: number;
  readonly loanIds: readonly string[];
  /** What `decide` needs: a preview over these equals what would be published. Risk is by the run's model in every arm. */
  readonly columns: LoanColumns;
  /** `groupKey` of each loan's borrower, for an experiment. */
  readonly borrowerKey: Float64Array;
  /** Each loan's risk by the model of its arm in the run's experiment; null where no arm has one of its own. */
  readonly armRisk: Float64Array | null;
  /** What each loan's treatment is now: its position among the treatments of the run's policy. */
  readonly treatment: Uint8Array;
}

/** Books that are kept: the active run's, and one that an approval was given on. */
const kept = 2;

/** A process's cache of books. Never a source of truth: each is known by its run and change number. */
export class Books {
  private readonly loaded = new Map<string, Promise<Book>>();

  constructor(private readonly sql: pg.Pool) {}

  /** The decisions of a run as they were at a change number; default: as they are now. */
  read(run: RunRow, changeNumber = run.change_number): Promise<Book> {
    const key = `${run.id}:${changeNumber}`;
    const book = this.loaded.get(key) ?? readBook(this.sql, run, changeNumber);
    this.loaded.delete(key);
    this.loaded.set(key, book);
    if (this.loaded.size > kept) this.loaded.delete(this.loaded.keys().next().value!);
    book.catch(() => this.loaded.delete(key));
    return book;
  }
}

async function readBook(sql: pg.Pool, run: RunRow, changeNumber: number): Promise<Book> {
  const [policy] = await findPolicies(sql, [run.policy_id]);
  const codes = new Map(policy.rules.treatments.map(({ name }, code) => [name, code]));
  const loans = run.loan_count ?? 0;
  const loanIds: string[] = [];
  const columns = {
    risk: new Float64Array(loans),
    outstanding: new Float64Array(loans),
    daysPastDue: new Int32Array(loans),
    facts: new Uint16Array(loans),
    key: new Uint32Array(loans),
  };
  const borrowerKey = new Float64Array(loans);
  const treatment = new Uint8Array(loans);
  const armRisk = run.challenger_model_id === null ? null : new Float64Array(loans);
  for await (const [id, risk, outstanding, days, facts, name, borrower, championScore] of readRows(
    sql,
    run.id,
    changeNumber,
  )) {
    const i = loanIds.push(id) - 1;
    columns.risk[i] = Number(championScore === "\\N" ? risk : championScore);
    if (armRisk) armRisk[i] = Number(risk);
    columns.outstanding[i] = outstanding === "\\N" ? Number.NaN : Number(outstanding);
    columns.daysPastDue[i] = wholeDays(days === "\\N" ? Number.NaN : Number(days));
    columns.facts[i] = Number(facts);
    columns.key[i] = loanKey(id);
    treatment[i] = codes.get(readCopied(name))!;
    borrowerKey[i] = groupKey(borrower);
  }
  if (loanIds.length !== loans) {
    throw new Error(`Run ${run.id} says that it decided ${loans} loans, and holds ${loanIds.length}.`);
  }
  return { run, changeNumber, loanIds, columns, borrowerKey, armRisk, treatment };
}

async function* readRows(sql: pg.Pool, runId: number, changeNumber: number): AsyncGenerator<string[]> {
  const client = await sql.connect();
  try {
    const stream = copyOut(
      client,
      `SELECT d.loan_id, d.risk_score, d.outstanding, d.days_past_due, d.facts, d.treatment, d.borrower_id,
         d.champion_score
       FROM decision d WHERE d.run_id = ${runId} AND d.change_number <= ${changeNumber} AND NOT EXISTS (
         SELECT 1 FROM decision n WHERE n.run_id = ${runId} AND n.loan_id = d.loan_id
           AND n.revision > 0 AND n.revision > d.revision AND n.change_number <= ${changeNumber})
       ORDER BY d.loan_id`,
    );
    for await (const lines of copiedLines(stream)) {
      for (const line of lines) yield line.split("\t");
    }
  } finally {
    // Left in the middle of its COPY where the reader gave up.
    client.release(true);
  }
}
