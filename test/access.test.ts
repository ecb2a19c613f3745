import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isUnionType,
} from "graphql";
import { createClient } from "graphql-ws";
import { afterAll, beforeAll, expect, test } from "vitest";
import WebSocket from "ws";
import { operations } from "../apps/api/dist/access/permissions.js";
import { Client } from "./harness/client.ts";
import { discardServer, type RunningServer, startServer } from "./harness/server.ts";

const schema = buildSchema(
  readFileSync(fileURLToPath(new URL("../apps/api/schema.graphql", import.meta.url)), "utf8"),
);

let server: RunningServer;
let admin: Client;
let agent: Client;
let agentId: string;
const agentEmail = "agent@example.com";
let agentPassword: string;

beforeAll(async () => {
  server = await startServer();
  admin = await Client.signIn(server.url);
  const created = await createUser(agentEmail, "AGENT");
  agentId = created.user.id;
  agentPassword = created.temporaryPassword;
  agent = await Client.signIn(server.url, agentEmail, agentPassword);
});
afterAll(() => discardServer(server));

interface Created {
  user: { id: string };
  temporaryPassword: string;
}

async function createUser(email: string, role: string): Promise<Created> {
  const { createUser } = await admin.data<{ createUser: Created }>(
    `mutation ($email: String!, $role: Role!) { createUser(email: $email, role: $role) {
       ... on CreatedUser { user { id } temporaryPassword } ... on Refusal { problems { path message } } } }`,
    { email, role },
  );
  return createUser;
}

/** A call of a root field with made-up arguments of the right types: it reaches the permission table. */
function callOf(root: string, field: GraphQLField<unknown, unknown>): string {
  const args = field.args
    .filter((argument) => isNonNullType(argument.type))
    .map((argument) => `${argument.name}: ${literal(argument.type)}`);
  const call = args.length > 0 ? `${field.name}(${args.join(", ")})` : field.name;
  return `${root.toLowerCase()} { ${call}${isLeafType(getNamedType(field.type)) ? "" : " { __typename }"} }`;
}

function literal(type: GraphQLArgument["type"]): string {
  if (isNonNullType(type)) return literal(type.ofType);
  if (isListType(type)) return "[]";
  if (isEnumType(type)) return type.getValues()[0].name;
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return `{ ${required.map((field) => `${field.name}: ${literal(field.type)}`).join(", ")} }`;
  }
  return (
    {
      ID: '"0"',
      String: '"none@example.com"',
      Int: "1",
      Float: "0.5",
      Boolean: "false",
      Date: '"2025-01-31"',
    }[getNamedType(type).name] ?? '""'
  );
}

type Answer = "UNAUTHENTICATED" | "FORBIDDEN" | "passed";

async function answerOf(client: Client, operation: string): Promise<Answer> {
  if (operation.includes(" ")) {
    const [method, path] = operation.split(" ");
    const address = path.replace(":id", "0");
    const status =
      method === "GET" ? (await client.get(address)).status : (await client.upload("x.csv", "")).status;
    return status === 401 ? "UNAUTHENTICATED" : status === 403 ? "FORBIDDEN" : "passed";
  }
  const [root, name] = operation.split(".");
  const field = schema.getType(root)!;
  const call = callOf(
    root,
    (field as unknown as { getFields(): Record<string, GraphQLField<unknown, unknown>> }).getFields()[name],
  );
  const codes =
    root === "Subscription"
      ? await subscribe(client, call)
      : (await client.ask(call)).errors?.map((error) => error.extensions?.code);
  for (const code of codes ?? []) if (code === "UNAUTHENTICATED" || code === "FORBIDDEN") return code;
  expect(codes ?? [], `${operation}: ${call}`).not.toContain("GRAPHQL_VALIDATION_FAILED");
  return "passed";
}

function subscribe(client: Client, query: string): Promise<(string | undefined)[]> {
  const headers = { cookie: client.cookie, origin: server.url };
  class Socket extends WebSocket {
    constructor(address: string, protocols: string) {
      super(address, protocols, { headers });
    }
  }
  const connection = createClient({
    url: `${server.url.replace("http", "ws")}/graphql`,
    webSocketImpl: Socket,
    retryAttempts: 0,
  });
  return new Promise((resolve) => {
    const finish = (codes: (string | undefined)[]) => {
      resolve(codes);
      void connection.dispose();
    };
    connection.subscribe(
      { query },
      {
        next: ({ errors }) => finish(errors?.map((error) => error.extensions?.code as string) ?? []),
        error: (error) => {
          if (Array.isArray(error)) return finish(error.map((each) => each.extensions?.code as string));
          finish((error as { code?: number }).code === 4403 ? ["UNAUTHENTICATED"] : []);
        },
        complete: () => finish([]),
      },
    );
  });
}

const stranger = () => new Client(server.url);

test("the schema's root fields are exactly the table's GraphQL entries", () => {
  const fields = ["Query", "Mutation", "Subscription"].flatMap((root) => {
    const type = schema.getType(root) as unknown as { getFields(): object };
    return Object.keys(type.getFields()).map((name) => `${root}.${name}`);
  });
  const entries = Object.keys(operations).filter((operation) => !operation.includes(" "));
  expect(fields.sort()).toEqual(entries.sort());
  for (const type of Object.values(schema.getTypeMap()))
    expect(isUnionType(type) && type.getTypes().length === 0).toBe(false);
});

test.each(Object.entries(operations))(
  "%s is open to exactly those whom the table names",
  async (operation, access) => {
    const expected = (role: "ADMIN" | "AGENT" | null): Answer => {
      if (access === "everybody") return "passed";
      if (role === null) return "UNAUTHENTICATED";
      return access === "signed-in" || access.includes(role) ? "passed" : "FORBIDDEN";
    };
    expect(await answerOf(stranger(), operation)).toBe(expected(null));
    expect(await answerOf(agent, operation)).toBe(expected("AGENT"));
    expect(await answerOf(admin, operation)).toBe(expected("ADMIN"));
  },
);

test("nobody signs up by himself", async () => {
  const response = await stranger().post("/api/auth/sign-up/email", {
    email: "x@example.com",
    password: "a long password",
    name: "X",
  });
  expect(response.status).toBeGreaterThanOrEqual(400);
  await expect(Client.signIn(server.url, "x@example.com", "a long password")).rejects.toThrow();
});

test("nobody makes himself an admin through the sign-in library's own routes", async () => {
  await agent.post("/api/auth/update-user", { name: "A", role: "ADMIN", disabled: false });
  expect((await agent.data<{ me: { role: string } }>("{ me { role } }")).me.role).toBe("AGENT");
});

test("an upload from another site is refused", async () => {
  const crossSite = await admin.upload("x.csv", "a,b\n1,2\n", {
    origin: "https://evil.example",
    "x-requested-with": "",
  });
  expect(crossSite.status).toBe(403);
  const bare = await admin.upload("x.csv", "a,b\n1,2\n", { "x-requested-with": "" });
  expect(bare.status).toBe(403);
});

test("a bearer token works until it is revoked, and its text is kept nowhere", async () => {
  const { createApiKey } = await admin.data<{ createApiKey: { token: string; apiKey: { id: string } } }>(
    `mutation { createApiKey(name: "nightly", role: AGENT) { ... on CreatedApiKey { token apiKey { id } } } }`,
  );
  const machine = Client.withToken(server.url, createApiKey.token);
  expect((await machine.ask("{ borrowers(first: 1) { totalCount } }")).errors).toBeUndefined();
  expect((await machine.ask("{ models { totalCount } }")).errors?.[0].extensions?.code).toBe("FORBIDDEN");
  const listed = JSON.stringify(
    await admin.data("{ apiKeys { nodes { id name role } } auditEvents { nodes { action detail } } }"),
  );
  expect(listed).not.toContain(createApiKey.token);
  await admin.data(`mutation { revokeApiKey(id: "${createApiKey.apiKey.id}") }`);
  expect((await machine.ask("{ borrowers(first: 1) { totalCount } }")).errors?.[0].extensions?.code).toBe(
    "UNAUTHENTICATED",
  );
});

test("disabling a user ends the session at once, and the last admin cannot be disabled", async () => {
  await admin.data(`mutation { disableUser(id: "${agentId}") { __typename } }`);
  expect((await agent.ask("{ borrowers(first: 1) { totalCount } }")).errors?.[0].extensions?.code).toBe(
    "UNAUTHENTICATED",
  );
  await expect(Client.signIn(server.url, agentEmail, agentPassword)).rejects.toThrow();
  await admin.data(`mutation { enableUser(id: "${agentId}") { __typename } }`);
  agent = await Client.signIn(server.url, agentEmail, agentPassword);
  const { me, users } = await admin.data<{
    me: { id: string };
    users: { nodes: { id: string; role: string }[] };
  }>("{ me { id } users(first: 100) { nodes { id role } } }");
  const others = users.nodes.filter(({ id, role }) => role === "ADMIN" && id !== me.id);
  for (const { id } of others) await admin.data(`mutation { disableUser(id: "${id}") { __typename } }`);
  const { disableUser } = await admin.data<{ disableUser: { __typename: string } }>(
    `mutation { disableUser(id: "${me.id}") { __typename } }`,
  );
  expect(disableUser.__typename).toBe("Refusal");
});

test("a password reset ends old sessions and makes the old password useless", async () => {
  const { resetUserPassword } = await admin.data<{ resetUserPassword: { temporaryPassword: string } }>(
    `mutation { resetUserPassword(id: "${agentId}") { ... on CreatedUser { temporaryPassword } } }`,
  );
  expect((await agent.ask("{ borrowers(first: 1) { totalCount } }")).errors?.[0].extensions?.code).toBe(
    "UNAUTHENTICATED",
  );
  await expect(Client.signIn(server.url, agentEmail, agentPassword)).rejects.toThrow();
  agent = await Client.signIn(server.url, agentEmail, resetUserPassword.temporaryPassword);
});

test("every mutation leaves its audit event, without secrets", async () => {
  const { auditEvents } = await admin.data<{
    auditEvents: { nodes: { action: string; actor: string; detail: string | null }[] };
  }>("{ auditEvents(first: 100) { nodes { action actor detail } } }");
  const actions = auditEvents.nodes.map(({ action }) => action);
  for (const action of [
    "user.create",
    "user.disable",
    "user.enable",
    "user.reset-password",
    "api-key.create",
    "api-key.revoke",
  ]) {
    expect(actions).toContain(action);
  }
  expect(JSON.stringify(auditEvents)).not.toContain(agentPassword);
});
