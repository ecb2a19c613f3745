import { baseRateModel } from "@loan-recovery/ml-core/models/model";
import { modelHash, serializeModel } from "@loan-recovery/ml-core/models/model-file";
import type pg from "pg";
import { insertModel } from "./models.js";

/**
 * The built-in model of a book for as long as nothing better is promoted: every loan's score is the share of finished
 * loans that were not recovered. Made anew when that share changes.
 * @returns the model's id
 */
export async function ensureBaseRateModel(client: pg.PoolClient, book: "SAMPLE" | "REAL"): Promise<number> {
  const { rows } = await client.query<{ total: string; positives: string }>(
    `SELECT count(*) AS total, count(*) FILTER (WHERE s.outcome = 1) AS positives
     FROM loan l JOIN loan_snapshot s ON s.id = l.current_snapshot_id
     WHERE l.book = $1 AND s.outcome IS NOT NULL`,
    [book],
  );
  const model = baseRateModel({ positives: Number(rows[0].positives), total: Number(rows[0].total) });
  const bytes = serializeModel(model);
  const hash = modelHash(model);
  const known = await client.query<{ id: number }>(
    "SELECT id FROM model WHERE book = $1 AND classifier = 'base-rate' AND hash = $2 ORDER BY id DESC LIMIT 1",
    [book, hash],
  );
  if (known.rows.length > 0) return known.rows[0].id;
  return insertModel(client, {
    book,
    bytes,
    hash,
    report: { ...model.report, usual: {} },
    review: null,
    createdBy: "system",
    jobId: null,
  });
}
