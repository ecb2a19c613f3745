import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "./harness/client.ts";
import { portfolioCsv } from "./harness/portfolio.ts";
import { discardServer, type RunningServer, startServer } from "./harness/server.ts";

let server: RunningServer;
let admin: Client;

beforeAll(async () => {
  server = await startServer();
  admin = await Client.signIn(server.url);
  await admin.importFile("history.csv", portfolioCsv({ rows: 1500, seed: 31, kind: "history" }));
  await admin.importFile("current.csv", portfolioCsv({ rows: 900, seed: 32, kind: "current" }));
  const id = await admin.finishJob(await admin.startJob("trainModel"));
  await admin.finishJob(await admin.startJob(`promoteModel(id: "${id}", override: true)`));
});
afterAll(() => discardServer(server));

interface Node {
  id: string;
  externalId: string;
  name: string | null;
  leadDecision: {
    riskScore: number;
    priority: number;
    treatment: string;
    segment: string | null;
    loan: {
      externalId: string;
      outstanding: { amount: string; currency: string } | null;
      daysPastDue: number | null;
    };
  };
}
interface Answer {
  borrowers: {
    nodes: Node[];
    totalCount: number;
    totalCountIsExact: boolean;
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
  };
}

const query = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: BorrowerFilter, $orderBy: [BorrowerOrder!]) {
  borrowers(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) {
    totalCount totalCountIsExact pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { id externalId name leadDecision { riskScore priority treatment segment
      loan { externalId outstanding { amount currency } daysPastDue } } } } }`;

async function list(variables: Record<string, unknown>): Promise<Answer["borrowers"]> {
  return (await admin.data<Answer>(query, variables)).borrowers;
}

async function walk(variables: Record<string, unknown>, size: number): Promise<Node[]> {
  const nodes: Node[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await list({ ...variables, first: size, after });
    nodes.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return nodes;
    after = page.pageInfo.endCursor;
  }
}

const keys: Record<string, (node: Node) => number> = {
  PRIORITY: (node) => node.leadDecision.priority,
  RISK_SCORE: (node) => node.leadDecision.riskScore,
  OUTSTANDING: (node) => Number(node.leadDecision.loan.outstanding?.amount ?? -1),
  DAYS_PAST_DUE: (node) => node.leadDecision.loan.daysPastDue ?? -1,
};

const orders: { by: string; direction: string }[][] = [
  [],
  [{ by: "RISK_SCORE", direction: "ASC" }],
  [{ by: "OUTSTANDING", direction: "DESC" }],
  [
    { by: "DAYS_PAST_DUE", direction: "DESC" },
    { by: "RISK_SCORE", direction: "ASC" },
  ],
  [
    { by: "DAYS_PAST_DUE", direction: "ASC" },
    { by: "OUTSTANDING", direction: "DESC" },
    { by: "PRIORITY", direction: "ASC" },
  ],
];

test.each(orders.map((order) => ({ order, name: JSON.stringify(order) })))(
  "pages in order $name hold every borrower once, sorted, in both directions",
  async ({ order }) => {
    const orderBy = order.length === 0 ? undefined : order;
    const all = await walk({ orderBy }, 170);
    const { totalCount, totalCountIsExact } = await list({ first: 1 });
    expect(totalCountIsExact).toBe(true);
    expect(all).toHaveLength(totalCount);
    expect(new Set(all.map((node) => node.id)).size).toBe(totalCount);
    const sortKeys = orderBy ?? [{ by: "PRIORITY", direction: "DESC" }];
    for (let i = 1; i < all.length; i++) {
      const steps = sortKeys.map(({ by, direction }) => {
        const step = keys[by](all[i]) - keys[by](all[i - 1]);
        return direction === "ASC" ? step : -step;
      });
      // The first key that differs goes the right way; where none does, the two are tied.
      expect(steps.find((step) => step !== 0) ?? 0).toBeGreaterThanOrEqual(0);
    }
    const backwards: Node[] = [];
    let before: string | undefined;
    for (;;) {
      const page = await list({ orderBy, last: 190, before });
      backwards.unshift(...page.nodes);
      if (!page.pageInfo.hasPreviousPage) break;
      before = page.pageInfo.startCursor;
    }
    expect(backwards.map((node) => node.id)).toEqual(all.map((node) => node.id));
  },
);

test("borrowers whose loans are all on hold are not in the queue, but under their filter and when looked for", async () => {
  const queue = new Set((await walk({}, 200)).map((node) => node.id));
  const held = await walk({ filter: { treatment: ["HOLD"] } }, 200);
  expect(held.length).toBeGreaterThan(0);
  // The first policy holds whoever is not past due.
  expect(held.every((node) => node.leadDecision.treatment === "HOLD" && keys.DAYS_PAST_DUE(node) <= 0)).toBe(
    true,
  );
  expect(held.some((node) => queue.has(node.id))).toBe(false);
  const { nodes } = await list({ filter: { text: held[0].externalId } });
  expect(nodes.map((node) => node.id)).toContain(held[0].id);
  const both = await walk({ filter: { treatment: ["HOLD", "REMINDER"] } }, 200);
  expect(new Set(both.map((node) => node.leadDecision.treatment))).toEqual(new Set(["HOLD", "REMINDER"]));
});

test("every filter keeps exactly the borrowers that it describes", async () => {
  const all = await walk({}, 200);
  const checks: [object, (node: Node) => boolean][] = [
    [
      { treatment: ["REMINDER", "LEGAL_ACTION"] },
      (node) => ["REMINDER", "LEGAL_ACTION"].includes(node.leadDecision.treatment),
    ],
    [
      { minRiskScore: 0.3, maxRiskScore: 0.6 },
      (node) => node.leadDecision.riskScore >= 0.3 && node.leadDecision.riskScore <= 0.6,
    ],
    [{ minOutstanding: "5000.50" }, (node) => keys.OUTSTANDING(node) >= 5000.5],
    [
      { minDaysPastDue: 30, maxDaysPastDue: 90 },
      (node) => keys.DAYS_PAST_DUE(node) >= 30 && keys.DAYS_PAST_DUE(node) <= 90,
    ],
    [{ text: all[3].externalId }, (node) => node.externalId.startsWith(all[3].externalId)],
    [{ text: all[5].leadDecision.loan.externalId }, (node) => node.id === all[5].id],
    [
      { text: all[7].name!.slice(1, 6) },
      (node) => node.name!.toLowerCase().includes(all[7].name!.slice(1, 6).toLowerCase()),
    ],
    [{ text: "100%_" }, () => false],
  ];
  for (const [filter, matches] of checks) {
    const found = await walk({ filter }, 200);
    // Somebody who is looked for is found on HOLD too; that is its own test.
    const inQueue = found.filter((node) => node.leadDecision.treatment !== "HOLD");
    expect(
      inQueue.map((node) => node.id),
      JSON.stringify(filter),
    ).toEqual(all.filter(matches).map((node) => node.id));
    expect((await list({ filter, first: 1 })).totalCount).toBe(found.length);
  }
  const segment = all.find((node) => node.leadDecision.segment)!.leadDecision.segment!;
  const inSegment = await walk({ filter: { segment: [segment] } }, 200);
  expect(inSegment.map((node) => node.id)).toEqual(
    all.filter((node) => node.leadDecision.segment === segment).map((node) => node.id),
  );
});

test("paging goes on in the run where it began while a newer run becomes active", async () => {
  const all = await walk({}, 200);
  const first = await list({ first: 100 });
  await admin.finishJob(await admin.startJob("startDecisionRun"));
  const second = await list({ first: 100, after: first.pageInfo.endCursor });
  expect([...first.nodes, ...second.nodes].map((node) => node.id)).toEqual(
    all.slice(0, 200).map((node) => node.id),
  );
});

test("a cursor or page size that does not fit is named", async () => {
  const { endCursor } = (await list({ first: 5 })).pageInfo;
  const code = async (variables: object) =>
    (await admin.ask(query, { ...variables })).errors?.[0].extensions?.code;
  expect(await code({ first: 0 })).toBe("BAD_USER_INPUT");
  expect(await code({ first: 201 })).toBe("BAD_USER_INPUT");
  expect(await code({ first: 5, after: "nonsense" })).toBe("BAD_USER_INPUT");
  expect(await code({ first: 5, last: 5 })).toBe("BAD_USER_INPUT");
  expect(await code({ first: 5, after: endCursor, orderBy: [{ by: "RISK_SCORE", direction: "ASC" }] })).toBe(
    "BAD_USER_INPUT",
  );
  expect(await code({ first: 5, filter: { minOutstanding: "1; DROP TABLE loan" } })).toBe("BAD_USER_INPUT");
  expect(await code({ first: 5, orderBy: [{ by: "SHOE_SIZE", direction: "ASC" }] })).toBe("BAD_USER_INPUT");
});
