import { Client } from "./client.ts";
import { portfolioCsv } from "./portfolio.ts";
import { type RunningServer, startServer } from "./server.ts";

export const seedBands = [
  { treatment: "REMINDER", from: 0, fromInclusive: true },
  { treatment: "SETTLEMENT_OFFER", from: 0.5, fromInclusive: true },
  { treatment: "LEGAL_ACTION", from: 0.75, fromInclusive: false },
];
export const earlierBands = [
  { treatment: "REMINDER", from: 0, fromInclusive: true },
  { treatment: "SETTLEMENT_OFFER", from: 0.3, fromInclusive: true },
  { treatment: "LEGAL_ACTION", from: 0.455, fromInclusive: false },
];

/** A server with a book of open loans, decided by a model of finished ones, and its first admin. */
export interface WithBook {
  server: RunningServer;
  admin: Client;
  /** The file of the open loans. */
  current: string;
}

/**
 * @param rows open loans
 * @param history finished ones
 */
export async function startWithBook({ rows = 1500, history = 2500 } = {}): Promise<WithBook> {
  const server = await startServer();
  const admin = await Client.signIn(server.url);
  const current = portfolioCsv({ rows, seed: 21, kind: "current" });
  await admin.importFile("history.csv", portfolioCsv({ rows: history, seed: 21, kind: "history" }));
  await admin.importFile("current.csv", current);
  const model = await admin.finishJob(await admin.startJob("trainModel"));
  await admin.finishJob(await admin.startJob(`promoteModel(id: "${model}", override: true)`));
  return { server, admin, current };
}

export async function inviteAdmin(server: RunningServer, admin: Client, email: string): Promise<Client> {
  const { createUser } = await admin.data<{ createUser: { temporaryPassword: string } }>(
    `mutation ($email: String!) { createUser(email: $email, role: ADMIN) {
       ... on CreatedUser { temporaryPassword } ... on Refusal { problems { message } } } }`,
    { email },
  );
  return Client.signIn(server.url, email, createUser.temporaryPassword);
}

export interface Problem {
  path: string;
  message: string;
}

export interface Effect {
  id: string;
  moved: number;
  treatments: Totals[];
  movements: { from: string; to: string; loans: number }[];
}

export interface Totals {
  treatment: string;
  loans: number;
  outstanding: { amount: string };
  agentHours: number;
  legalCases: number;
}

export const effectFields = `id moved movements { from to loans }
  treatments { treatment loans outstanding { amount } agentHours legalCases }`;

export interface Published {
  policy?: { version: number };
  job?: { id: string };
  problems?: Problem[];
}

/** Publishes rules and waits until they are in force, where they were not refused. */
export async function publish(
  client: Client,
  rules: object,
  note = "x",
  basedOn: number | null = null,
): Promise<Published> {
  const { publishPolicy } = await client.data<{ publishPolicy: Published }>(
    `mutation ($rules: PolicyRulesInput!, $note: String!, $basedOn: Int) { publishPolicy(rules: $rules, note: $note, basedOn: $basedOn) {
       ... on PublishedPolicy { policy { version } job { id } } ... on Refusal { problems { path message } } } }`,
    { rules, note, basedOn },
  );
  if (publishPolicy.job) await client.finishJob(publishPolicy.job.id);
  return publishPolicy;
}

export async function activeVersion(client: Client): Promise<number> {
  return (await client.data<{ activePolicy: { version: number } }>("{ activePolicy { version } }"))
    .activePolicy.version;
}

/** Each loan's treatment, as the CSV of decisions has it. */
export async function treatments(client: Client): Promise<Map<string, string>> {
  const [head, ...lines] = (await (await client.get("/decisions.csv")).text()).trimEnd().split("\n");
  const columns = head.split(",");
  // Counted from the end: a segment's name, before it, may hold commas.
  const fromEnd = columns.indexOf("Recovery_Strategy") - columns.length;
  const cells = lines.map((line) => line.split(","));
  return new Map(cells.map((row) => [row[columns.indexOf("Loan_ID")], row.at(fromEnd)!]));
}

export interface Draft {
  id: number;
  state: string;
  failure: string | null;
  effect: Effect;
  baseVersion: number;
  policy: { version: number; approvedBy: string; createdBy: string } | null;
  job: { id: string } | null;
  problems?: Problem[];
}

const draftFields = `... on PolicyDraft { id state failure baseVersion effect { ${effectFields} }
  policy { version approvedBy createdBy } job { id } } ... on Refusal { problems { path message } }`;

/** One step of a draft: the mutation with its arguments, and the types of its variables. */
export function draftStep(
  client: Client,
  mutation: string,
  variables: object = {},
  types = "",
): Promise<Draft> {
  return client
    .data<{ draft: Draft }>(`mutation ${types} { draft: ${mutation} { ${draftFields} } }`, { ...variables })
    .then(({ draft }) => draft);
}

export function saveDraft(
  client: Client,
  rules: object,
  note = "Draft",
  id: number | null = null,
): Promise<Draft> {
  const types = "($rules: PolicyRulesInput!, $note: String!, $id: Int)";
  return draftStep(
    client,
    "savePolicyDraft(rules: $rules, note: $note, id: $id)",
    { rules, note, id },
    types,
  );
}

export function submitDraft(client: Client, { id }: Draft): Promise<Draft> {
  return draftStep(client, `submitPolicyDraft(id: ${id})`);
}

/** Approves the effect that the draft was returned with. */
export function approveDraft(
  client: Client,
  { id, effect }: Draft,
  publishAt: string | null = null,
): Promise<Draft> {
  const types = "($id: Int!, $effectId: String!, $publishAt: DateTimeISO)";
  const mutation = "approvePolicyDraft(id: $id, effectId: $effectId, publishAt: $publishAt)";
  return draftStep(client, mutation, { id, effectId: effect.id, publishAt }, types);
}

export async function findDraft(client: Client, id: number): Promise<Draft> {
  const { policyDraft } = await client.data<{ policyDraft: Draft }>(
    `{ policyDraft(id: ${id}) { id state failure policy { version } effect { id } } }`,
  );
  return policyDraft;
}
