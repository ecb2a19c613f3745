import type { Client } from "./client.ts";

/** Publishes a policy that gives every loan one treatment, nobody held, and waits until it is in force. */
export async function publishAll(admin: Client, treatment: string): Promise<void> {
  const { publishPolicy } = await admin.data<{ publishPolicy: { job?: { id: string } } }>(
    `mutation ($rules: PolicyRulesInput!) { publishPolicy(note: "All alike", rules: $rules) {
       ... on PublishedPolicy { job { id } } } }`,
    { rules: { bands: [{ treatment, from: 0, fromInclusive: true }] } },
  );
  if (publishPolicy.job) await admin.finishJob(publishPolicy.job.id);
}

/** What somebody saw who paged through the worklist once, from its first page on. */
export interface Walk {
  run: string;
  borrowers: number;
  treatments: string[];
  /** Whether a borrower came twice. */
  isRepeated: boolean;
}

interface Page {
  borrowers: {
    run: { id: string };
    pageInfo: { endCursor: string; hasNextPage: boolean };
    nodes: { id: string; leadDecision: { treatment: string } }[];
  };
}

/**
 * Pages through the worklist again and again until `isOver`, and once more after it.
 * @param pages of 200 borrowers that one walk reads at most
 */
export async function walkUntil(
  reader: Client,
  isOver: () => boolean,
  pages = Number.POSITIVE_INFINITY,
): Promise<Walk[]> {
  const walks: Walk[] = [];
  for (let isLast = false; !isLast; ) {
    isLast = isOver();
    walks.push(await walk(reader, pages));
  }
  return walks;
}

async function walk(reader: Client, pages: number): Promise<Walk> {
  const seen = new Set<string>();
  const treatments = new Set<string>();
  const runs = new Set<string>();
  let rows = 0;
  let after: string | null = null;
  let read = 0;
  do {
    const { borrowers }: Page = await reader.data<Page>(
      `query ($after: String) { borrowers(first: 200, after: $after) { run { id } pageInfo { endCursor hasNextPage }
         nodes { id leadDecision { treatment } } } }`,
      { after },
    );
    read++;
    runs.add(borrowers.run.id);
    for (const { id, leadDecision } of borrowers.nodes) {
      seen.add(id);
      treatments.add(leadDecision.treatment);
      rows++;
    }
    after = borrowers.pageInfo.hasNextPage ? borrowers.pageInfo.endCursor : null;
  } while (after !== null && read < pages);
  return {
    run: [...runs].join("+"),
    borrowers: rows,
    treatments: [...treatments],
    isRepeated: seen.size !== rows,
  };
}
