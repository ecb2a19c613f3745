import type pg from "pg";

// Binary, because the text form of bytes is twice as long and slow to read.
const asBytes = { getTypeParser: () => (value: unknown) => value };

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
  const query = {
    text: "SELECT bytes FROM upload_chunk WHERE dataset_id = $1 AND sequence = $2",
    values: [datasetId, sequence],
    binary: true,
    types: asBytes,
  };
  const { rows } = await sql.query<{ bytes: Uint8Array }>(query);
  return rows[0]?.bytes ?? null;
}
