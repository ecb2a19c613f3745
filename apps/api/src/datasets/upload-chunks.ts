import type pg from "pg";

/** The stored bytes of an upload in their order, the next chunk fetched while this one is used. */
export async function* readChunks(sql: pg.Pool, datasetId: number): AsyncGenerator<Uint8Array> {
  const fetch = (sequence: number) => readChunk(sql, datasetId, sequence);
  let next = fetch(0);
  for (let sequence = 1; ; sequence++) {
    const chunk = await next;
    if (chunk === null) return;
    next = fetch(sequence);
    // Awaited in the next round; a failure before that must not end the process.
    next.catch(() => {});
    yield chunk;
  }
}

async function readChunk(sql: pg.Pool, datasetId: number, sequence: number): Promise<Uint8Array | null> {
  // In pg's text form: its binary one takes bytes for UTF-8 text on the way (pg-protocol reads every field as a string).
  const { rows } = await sql.query<{ bytes: Uint8Array }>(
    "SELECT bytes FROM upload_chunk WHERE dataset_id = $1 AND sequence = $2",
    [datasetId, sequence],
  );
  return rows[0]?.bytes ?? null;
}
