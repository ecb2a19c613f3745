import { takeRows } from "@loan-recovery/ml-core/features/columns";
import type { TrainInput } from "@loan-recovery/ml-core/pipeline";
import type { Warning } from "@loan-recovery/ml-core/report";
import { dayOf } from "@loan-recovery/ml-core/table/calendar";
import { isHorizonOver, judgeAtHorizon } from "@loan-recovery/ml-core/table/horizon";
import { horizonWarnings } from "@loan-recovery/ml-core/table/horizon-warnings";
import type pg from "pg";
import type { App } from "../context.js";
import type { Book } from "../decisions/request-run.js";
import { type PortfolioBatch, readPortfolio } from "../loans/portfolio.js";

export interface TrainingRows extends TrainInput {
  /** What the report must say about the choice of rows. */
  readonly warnings: readonly Warning[];
}

/** Reads the snapshots of a book that a model may learn from, with their class at the horizon; null without any. */
export async function readTrainingRows(app: App, book: Book): Promise<TrainingRows | null> {
  const client = await app.sql.connect();
  try {
    const { old, young, observedDay } = await datesOf(client, book);
    // Where no snapshot is old enough, dates say nothing, and what is finished trains unchecked.
    const isChecked = old.length > 0;
    const selection = isChecked
      ? ({ book, rows: "history", asOf: old.map(({ asOf }) => asOf) } as const)
      : ({ book, rows: "finished" } as const);
    for await (const batch of readPortfolio(client, selection, Number.POSITIVE_INFINITY)) {
      const judged = judgeAtHorizon({ ...batch, label: batch.outcome, observedDay });
      const tooYoung = young.reduce((sum, { count }) => sum + count, 0);
      return chooseRows(batch, judged.label, horizonWarnings({ ...judged, isChecked, tooYoung }));
    }
    return null;
  } finally {
    client.release(true);
  }
}

interface DatedSnapshots {
  asOf: string;
  count: number;
}

/** A book's as-of days, by whether their horizon is over at the newest day that the book knows of. */
async function datesOf(client: pg.PoolClient, book: Book) {
  const { rows } = await client.query<DatedSnapshots & { newest: string }>(
    `SELECT s.as_of AS "asOf", count(*)::int AS count, greatest(max(s.as_of), max(s.outcome_date)) AS newest
     FROM loan_snapshot s JOIN loan l ON l.id = s.loan_id WHERE l.book = $1::"Book" GROUP BY s.as_of ORDER BY s.as_of`,
    [book],
  );
  const observedDay = Math.max(...rows.map(({ newest }) => dayOf(newest)));
  const isOld = ({ asOf }: DatedSnapshots) => isHorizonOver(dayOf(asOf), observedDay);
  return { old: rows.filter(isOld), young: rows.filter((row) => !isOld(row)), observedDay };
}

function chooseRows(
  { table, groupKeys, asOfDays }: PortfolioBatch,
  label: Int8Array,
  warnings: Warning[],
): TrainingRows {
  const rows = Uint32Array.from(label.keys()).filter((row) => label[row] >= 0);
  return {
    table: takeRows(table, rows),
    label: Uint8Array.from(rows, (row) => label[row]),
    groupKeys: Float64Array.from(rows, (row) => groupKeys[row]),
    asOfDays: Float64Array.from(rows, (row) => asOfDays[row]),
    warnings,
  };
}
