import type { Sql } from "../database/pool.js";
import type { ExperimentRow } from "./experiments.js";

/** That a borrower's window was over before the experiment stopped. Of `e`, an entry into the experiment. */
export const windowIsOver = `e.experiment_id = $1 AND (e.entered_at AT TIME ZONE $4)::date + $2::int
  <= (least(now(), coalesce($3::timestamptz, now())) AT TIME ZONE $4)::date`;

/**
 * What became of a loan by the end of its borrower's window, as `known` and `recovered`. Of `d`, the decision on entry,
 * and `e`, the entry, with the window's days as $2 and the time zone as $4. A loan's fate is known where a later file
 * reports its outcome by the window's end, or still lists it then. The day of an outcome is its own date, or else the
 * date of the first file that has it. Files say that a loan was recovered in full, not what was paid on others: a part
 * payment counts as nothing.
 */
export const fateOfLoan = `LATERAL (
  SELECT coalesce(max(s.as_of) >= w.last OR min(s.day) <= w.last, false) AS known,
    coalesce(bool_or(s.is_first AND s.outcome = 0 AND s.day BETWEEN w.first AND w.last), false) AS recovered
  FROM (SELECT (e.entered_at AT TIME ZONE $4)::date AS first,
          (e.entered_at AT TIME ZONE $4)::date + $2::int AS last) w
    LEFT JOIN (SELECT as_of, outcome, CASE WHEN outcome IS NOT NULL THEN coalesce(outcome_date, as_of) END AS day,
        outcome IS NOT NULL AND row_number() OVER (ORDER BY outcome IS NULL, as_of, id DESC) = 1 AS is_first
      FROM loan_snapshot WHERE loan_id = d.loan_id AND id > d.snapshot_id) s ON true
  GROUP BY w.first, w.last) f`;

/**
 * The parameters of both: the experiment, its window, its end and the time zone; then the runs in which its borrowers
 * entered whose window is over, so that the decisions of no other run are looked at. Null where there is none.
 */
export async function fateParameters(
  sql: Sql,
  row: ExperimentRow,
  timeZone: string,
): Promise<unknown[] | null> {
  const parameters = [row.id, row.window_days, row.stopped_at, timeZone];
  const { rows } = await sql.query<{ run_id: number }>(
    `SELECT DISTINCT e.run_id FROM experiment_borrower e WHERE ${windowIsOver}`,
    parameters,
  );
  return rows.length === 0 ? null : [...parameters, rows.map(({ run_id }) => run_id)];
}
