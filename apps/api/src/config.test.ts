import { resolve } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Config, ConfigError, randomPassword, readConfig } from "./config.js";

/** One line per fault; none where the settings are right. */
function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

test("an empty environment gives the documented defaults", () => {
  const { threads, ...config } = readConfig({});
  expect(config).toEqual({
    port: 4000,
    host: "127.0.0.1",
    dataDir: resolve(".data"),
    databaseUrl: null,
    adminEmail: "admin@example.com",
    adminPassword: null,
    sampleData: true,
    currency: "USD",
    timeZone: "UTC",
    jurisdiction: "STRICTEST",
    publicUrl: "http://127.0.0.1:4000",
  } satisfies Omit<Config, "threads">);
  expect(threads).toBeGreaterThanOrEqual(1);
  expect(threads).toBeLessThanOrEqual(16);
});

test("every setting is read", () => {
  const config = readConfig({
    PORT: "8080",
    HOST: "0.0.0.0",
    DATA_DIR: "/srv/loans",
    DATABASE_URL: "postgresql://me:secret@db.example:5432/loans",
    ADMIN_EMAIL: " Boss@Bank.Example ",
    ADMIN_PASSWORD: " spaces at both ends ",
    SAMPLE_DATA: "true",
    CURRENCY: "inr",
    TIME_ZONE: "Asia/Kolkata",
    PUBLIC_URL: "https://loans.bank.example/",
    THREADS: "3",
  });
  expect(config).toEqual({
    port: 8080,
    host: "0.0.0.0",
    dataDir: "/srv/loans",
    databaseUrl: "postgresql://me:secret@db.example:5432/loans",
    adminEmail: "boss@bank.example",
    adminPassword: " spaces at both ends ",
    sampleData: true,
    currency: "INR",
    jurisdiction: "STRICTEST",
    timeZone: expect.stringMatching(/^Asia\/(Kolkata|Calcutta)$/),
    publicUrl: "https://loans.bank.example",
    threads: 3,
  } satisfies Config);
});

test("a set but blank variable counts as unset", () => {
  const blank = readConfig({ PORT: "", HOST: " ", DATABASE_URL: "", ADMIN_PASSWORD: "", DATA_DIR: " " });
  expect(blank).toEqual(readConfig({}));
});

test("sample rows are for the embedded database, unless they are asked for", () => {
  const databaseUrl = "postgres://db.example/loans";
  expect(readConfig({ DATABASE_URL: databaseUrl }).sampleData).toBe(false);
  expect(readConfig({ DATABASE_URL: databaseUrl, SAMPLE_DATA: "true" }).sampleData).toBe(true);
  expect(readConfig({ SAMPLE_DATA: "false" }).sampleData).toBe(false);
});

test.each([
  [{ HOST: "0.0.0.0", PORT: "80" }, "http://localhost:80"],
  [{ HOST: "::" }, "http://localhost:4000"],
  [{ HOST: "::1" }, "http://[::1]:4000"],
  [{ HOST: "loans.local", PORT: "5000" }, "http://loans.local:5000"],
])("%o is reached at %s", (env, publicUrl) => {
  expect(readConfig(env).publicUrl).toBe(publicUrl);
});

const faulty: [name: string, values: string[]][] = [
  ["PORT", ["0", "65536", "4000.5", "4e3", "-1", "http"]],
  ["HOST", ["a b", "http://x", "x/y"]],
  ["DATABASE_URL", ["db.example", "mysql://db.example/loans", "https://db.example"]],
  ["ADMIN_EMAIL", ["admin", "a b@c.d", "a@b", "@b.c"]],
  ["ADMIN_PASSWORD", ["elevenchars", "x".repeat(129)]],
  ["SAMPLE_DATA", ["yes", "1", "TRUE"]],
  ["CURRENCY", ["US", "XYZ", "dollar"]],
  ["TIME_ZONE", ["Mars/Olympus", "Europe"]],
  ["PUBLIC_URL", ["loans.example", "ftp://loans.example", "http://loans.example/app", "http://a/?x=1"]],
  ["THREADS", ["0", "65", "two"]],
];

test.each(faulty.flatMap(([name, values]) => values.map((value) => [name, value])))(
  "%s=%s stops the start with one line that names it",
  (name, value) => {
    const faults = faultsOf({ [name]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(name);
    expect(faults[0]).not.toContain("\n");
  },
);

test("all faults are named in one go, one line each", () => {
  const env = Object.fromEntries(faulty.map(([name, values]) => [name, values[0]]));
  const faults = faultsOf(env);
  expect(faults.map((line) => line.split(" ")[0]).sort()).toEqual(faulty.map(([name]) => name).sort());
  expect(new ConfigError(faults).message.split("\n")).toEqual(faults);
});

test("a secret is never repeated, whatever it looks like", () => {
  // Marked, so that a short one is not found by chance in the words around it.
  const secret = fc.string({ maxLength: 200 }).map((text) => `§${text}§`);
  fc.assert(
    fc.property(secret, secret, (password, databaseUrl) => {
      const lines = faultsOf({ ADMIN_PASSWORD: password, DATABASE_URL: databaseUrl, PORT: "x" }).join("\n");
      expect(lines).toContain("PORT");
      expect(lines).toContain("DATABASE_URL");
      expect(lines).not.toContain("§");
    }),
  );
  const [line] = faultsOf({ DATABASE_URL: "mysql://me:hunter2@db.example/loans" });
  expect(line).not.toContain("hunter2");
});

test("random passwords are long enough to be set by hand as well, typeable, and differ", () => {
  const passwords = Array.from({ length: 200 }, randomPassword);
  for (const password of passwords) expect(password).toMatch(/^[a-km-np-zA-HJ-NP-Z2-9]{20}$/);
  expect(new Set(passwords).size).toBe(passwords.length);
  expect(faultsOf({ ADMIN_PASSWORD: passwords[0] })).toEqual([]);
});
