import type { AuditHeadInput } from "../../gql/graphql.ts";

/** The newest head of a file of heads as it was downloaded, one JSON object a line; null where there is none. */
export function newestHeadIn(text: string): AuditHeadInput | null {
  const line = text.trim().split("\n").at(-1) ?? "";
  try {
    const { number, total, head, signature, publicKey } = JSON.parse(line) as Record<string, unknown>;
    const isHead =
      typeof number === "number" &&
      typeof total === "number" &&
      typeof head === "string" &&
      typeof signature === "string" &&
      typeof publicKey === "string";
    return isHead ? { number, total, head, signature, publicKey } : null;
  } catch {
    return null;
  }
}

/** The beginning of a hash in groups of four, as people compare it. */
export function fingerprint(hash: string): string {
  return hash.slice(0, 24).match(/.{4}/g)?.join(" ") ?? hash;
}
