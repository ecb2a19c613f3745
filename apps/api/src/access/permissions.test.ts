import { buildSchema, type GraphQLSchema, graphql } from "graphql";
import { expect, test } from "vitest";
import type { Context } from "../context.js";
import type { Actor } from "./actor.js";
import { type Access, demand, guardSchema, isAllowed, operations, types } from "./permissions.js";

const admin: Actor = { kind: "user", id: "1", name: "admin@example.com", role: "ADMIN", sessionId: "a" };
const agent: Actor = { kind: "user", id: "2", name: "agent@example.com", role: "AGENT", sessionId: "b" };
const guarded = Object.keys(types);

interface Changes {
  /** Root operations and types of the table that the schema lacks. */
  without?: string[];
  /** More SDL, for example types and `extend type Query`. */
  more?: string;
}

/** A schema with a text field for each operation of the table, and each guarded type with a `name`. */
function schemaOfTable({ without = [], more = "" }: Changes = {}): GraphQLSchema {
  const roots = ["Query", "Mutation", "Subscription"].map((root) => {
    const entries = Object.keys(operations).filter((name) => name.startsWith(`${root}.`));
    const fields = entries.filter((name) => !without.includes(name)).map((name) => name.split(".")[1]);
    return `type ${root} { ${fields.map((field) => `${field}: String`).join(" ")} }`;
  });
  const held = guarded
    .filter((name) => !without.includes(name))
    .map((name) => `type ${name} { name: String }`);
  return buildSchema([...roots, ...held, more].join("\n"));
}

/** The error code of a query, or its data where it has none. */
async function ask(schema: GraphQLSchema, source: string, actor: Actor | null, rootValue: object) {
  const contextValue = { actor } as Context;
  const { data, errors } = await graphql({ schema, source, contextValue, rootValue });
  return errors?.[0].extensions.code ?? errors?.[0].message ?? data;
}

test.each<[access: Access, nobody: boolean, agent: boolean, admin: boolean]>([
  ["everybody", true, true, true],
  ["signed-in", false, true, true],
  [["ADMIN"], false, false, true],
  [["AGENT"], false, true, false],
  [["ADMIN", "AGENT"], false, true, true],
  [[], false, false, false],
])("%o: nobody %s, agent %s, admin %s", (access, forNobody, forAgent, forAdmin) => {
  expect(isAllowed(access, null)).toBe(forNobody);
  expect(isAllowed(access, agent)).toBe(forAgent);
  expect(isAllowed(access, admin)).toBe(forAdmin);
});

test("a machine may do what its token's role may", () => {
  const machine: Actor = { kind: "api-key", id: "1", name: "token nightly", role: "AGENT", sessionId: null };
  expect(isAllowed("signed-in", machine)).toBe(true);
  expect(isAllowed(["ADMIN"], machine)).toBe(false);
});

test("refusals tell who is unknown from who may not", () => {
  expect(() => demand(["ADMIN"], null, "Query.users")).toThrow(
    expect.objectContaining({ extensions: { code: "UNAUTHENTICATED" } }),
  );
  expect(() => demand(["ADMIN"], agent, "Query.users")).toThrow(
    expect.objectContaining({
      extensions: { code: "FORBIDDEN" },
      message: expect.stringContaining("Query.users"),
    }),
  );
  expect(() => demand(["ADMIN"], admin, "Query.users")).not.toThrow();
});

test("only `me` and the health check are open to strangers", () => {
  const open = Object.keys(operations).filter((name) => isAllowed(operations[name], null));
  expect(open.sort()).toEqual(["GET /healthz", "Query.me"]);
});

test("an agent reads the worklist and changes only what a talk with a borrower brings up", () => {
  const forAgents = Object.keys(operations).filter((name) => isAllowed(operations[name], agent));
  expect(forAgents).toEqual(expect.arrayContaining(["Query.borrowers", "Query.borrower", "Query.loan"]));
  expect(
    forAgents.filter((name) => /^(Mutation|POST|GET .*csv|Query\.(datasets?|models?)$)/.test(name)),
  ).toEqual([
    "Mutation.setHold",
    "Mutation.endHold",
    "Mutation.recordActivity",
    "Mutation.setConsent",
    "Mutation.setTimeZone",
  ]);
});

test("a root field without an entry does not start", () => {
  for (const root of ["Query", "Mutation", "Subscription"]) {
    const schema = schemaOfTable({ more: `extend type ${root} { dropEverything: Boolean }` });
    expect(() => guardSchema(schema)).toThrow(`${root}.dropEverything`);
  }
});

test("an entry without its field or type does not start", () => {
  expect(() => guardSchema(schemaOfTable({ without: ["Mutation.createUser"] }))).toThrow(
    "Mutation.createUser",
  );
  expect(() => guardSchema(schemaOfTable({ without: ["Model"] }))).toThrow("Model");
  expect(() => guardSchema(schemaOfTable())).not.toThrow();
});

test("root fields answer only those whom the table names", async () => {
  const schema = guardSchema(schemaOfTable());
  const rootValue = { me: "m", borrowers: "b", users: "u", createUser: "c" };
  expect(await ask(schema, "{ me }", null, rootValue)).toEqual({ me: "m" });
  expect(await ask(schema, "{ borrowers }", null, rootValue)).toBe("UNAUTHENTICATED");
  expect(await ask(schema, "{ borrowers }", agent, rootValue)).toEqual({ borrowers: "b" });
  expect(await ask(schema, "{ users }", agent, rootValue)).toBe("FORBIDDEN");
  expect(await ask(schema, "{ users }", admin, rootValue)).toEqual({ users: "u" });
  expect(await ask(schema, "mutation { createUser }", agent, rootValue)).toBe("FORBIDDEN");
  expect(await ask(schema, "mutation { createUser }", admin, rootValue)).toEqual({ createUser: "c" });
});

test("a refused field's resolver does not run", async () => {
  let runs = 0;
  const count = () => {
    runs++;
    return "done";
  };
  const schema = guardSchema(schemaOfTable());
  await ask(schema, "mutation { createUser }", agent, { createUser: count });
  expect(runs).toBe(0);
  await ask(schema, "mutation { createUser }", admin, { createUser: count });
  expect(runs).toBe(1);
});

test("a subscription is refused before it listens", () => {
  const schema = guardSchema(schemaOfTable());
  const { subscribe } = schema.getSubscriptionType()!.getFields().jobProgress;
  const call = (actor: Actor | null) => subscribe!({}, {}, { actor } as Context, {} as never);
  expect(() => call(null)).toThrow("Sign in first.");
  expect(() => call(agent)).toThrow("AGENT");
});

// Each way by which a field can lead to a guarded type X.
const paths: [way: string, type: (guarded: string) => string, selection: string, value: unknown][] = [
  ["directly", (x) => x, "{ name }", { name: "secret" }],
  ["as non-null", (x) => `${x}!`, "{ name }", { name: "secret" }],
  ["in a list", (x) => `[${x}!]!`, "{ name }", [{ name: "secret" }]],
  ["in a union", () => "Either", "{ ... on Open { name } ... on Guarded { name } }", { name: "secret" }],
  ["through an interface", () => "Named", "{ name }", { name: "secret" }],
];

test.each(guarded.flatMap((type) => paths.map((path) => [type, ...path] as const)))(
  "an agent is refused %s %s, below an open field as well",
  async (type, _way, fieldType, selection, value) => {
    const more = `interface Named { name: String }
      type Open { name: String }
      extend type ${type} implements Named
      union Either = Open | ${type}
      type Holder { held: ${fieldType(type)} }
      extend type Loan { holder: Holder }
      type Loan { id: ID }`;
    const table = schemaOfTable({ more });
    // `Query.loan` is open to agents; here it leads to the holder.
    const loan = table.getQueryType()!.getFields().loan;
    loan.type = table.getType("Loan") as typeof loan.type;
    const schema = guardSchema(table);
    const held = Array.isArray(value)
      ? value.map((each) => ({ ...each, __typename: type }))
      : { ...(value as object), __typename: type };
    const source = `{ loan { id holder { held ${selection.replace("Guarded", type)} } } }`;
    const rootValue = { loan: { id: "1", holder: { held } } };
    expect(await ask(schema, source, agent, rootValue)).toBe("FORBIDDEN");
    expect(JSON.stringify(await ask(schema, source, admin, rootValue))).toContain("secret");
    expect(await ask(schema, "{ loan { id } }", agent, rootValue)).toEqual({ loan: { id: "1" } });
  },
);
