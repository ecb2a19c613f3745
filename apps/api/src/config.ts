import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { rulePacks } from "@loan-recovery/ml-core/strategy/contact/packs";

export interface Config {
  port: number;
  host: string;
  dataDir: string;
  /** A PostgreSQL of the person's own; null runs the embedded one in `dataDir`. */
  databaseUrl: string | null;
  adminEmail: string;
  /** Null: a random one is made at the first start. */
  adminPassword: string | null;
  sampleData: boolean;
  /** ISO 4217 code in which amounts are shown. */
  currency: string;
  /** IANA zone in which days begin and end. */
  timeZone: string;
  /** Whose contact rules apply: a rule pack, STRICTEST where it is not known. */
  jurisdiction: string;
  /** The address that browsers use, without a slash at its end. */
  publicUrl: string;
  /** Threads for training and scoring. */
  threads: number;
}

/** Every faulty setting at once, one line each. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join("\n"));
  }
}

/**
 * Reads the settings. The only reader of the environment.
 * @throws ConfigError with one line for every fault
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const faults: string[] = [];
  const text = (name: string) => env[name]?.trim() || null;

  function check<T>(name: string, fallback: T, parse: (value: string) => T | undefined, wanted: string): T {
    const value = text(name);
    if (value === null) return fallback;
    const parsed = parse(value);
    if (parsed !== undefined) return parsed;
    faults.push(`${name} is "${value}", but must be ${wanted}.`);
    return fallback;
  }

  const port = check("PORT", 4000, parsePort, "a whole number from 1 to 65535");
  const host = check(
    "HOST",
    "127.0.0.1",
    (v) => (/^[\w.:-]+$/.test(v) ? v : undefined),
    "a host name or address",
  );
  const databaseUrl = checkSecret(
    "DATABASE_URL",
    text("DATABASE_URL"),
    isPostgresUrl,
    "a postgresql:// address",
    faults,
  );
  const adminPassword = checkSecret(
    "ADMIN_PASSWORD",
    env.ADMIN_PASSWORD || null,
    (v) => v.length >= 12 && v.length <= 128,
    "12 to 128 characters long",
    faults,
  );
  const config: Config = {
    port,
    host,
    dataDir: resolve(text("DATA_DIR") ?? ".data"),
    databaseUrl,
    adminEmail: check("ADMIN_EMAIL", "admin@example.com", parseEmail, "an e-mail address"),
    adminPassword,
    sampleData: check("SAMPLE_DATA", databaseUrl === null, parseBoolean, "true or false"),
    currency: check("CURRENCY", "USD", parseCurrency, "an ISO 4217 code such as USD, EUR or INR"),
    timeZone: check("TIME_ZONE", "UTC", parseTimeZone, "an IANA time zone such as Europe/Berlin"),
    jurisdiction: check(
      "JURISDICTION",
      "STRICTEST",
      parseJurisdiction,
      `one of ${rulePacks.map((pack) => pack.jurisdiction).join(", ")}`,
    ),
    publicUrl: check(
      "PUBLIC_URL",
      defaultUrl(host, port),
      parseUrl,
      "an http:// or https:// address without a path",
    ),
    threads: check(
      "THREADS",
      Math.min(availableParallelism(), 16),
      parseThreads,
      "a whole number from 1 to 64",
    ),
  };
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

/** Like `check`, but never repeats the value. */
function checkSecret(
  name: string,
  value: string | null,
  isRight: (v: string) => boolean,
  wanted: string,
  faults: string[],
) {
  if (value !== null && !isRight(value)) faults.push(`${name} must be ${wanted}.`);
  return value;
}

function defaultUrl(host: string, port: number): string {
  const shown = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${shown}:${port}`;
}

function parseWhole(value: string, low: number, high: number): number | undefined {
  const number = Number(value);
  return /^\d+$/.test(value) && number >= low && number <= high ? number : undefined;
}

const parsePort = (value: string) => parseWhole(value, 1, 65535);
const parseThreads = (value: string) => parseWhole(value, 1, 64);
const parseEmail = (value: string) =>
  /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? value.toLowerCase() : undefined;

function parseBoolean(value: string): boolean | undefined {
  return value === "true" ? true : value === "false" ? false : undefined;
}

function parseCurrency(value: string): string | undefined {
  const code = value.toUpperCase();
  return Intl.supportedValuesOf("currency").includes(code) ? code : undefined;
}

function parseTimeZone(value: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

function parseJurisdiction(value: string): string | undefined {
  const code = value.toUpperCase();
  return rulePacks.find(({ jurisdiction }) => jurisdiction === (code === "UK" ? "GB" : code))?.jurisdiction;
}

function parseUrl(value: string): string | undefined {
  try {
    const url = new URL(value);
    return /^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search ? url.origin : undefined;
  } catch {
    return undefined;
  }
}

function isPostgresUrl(value: string): boolean {
  try {
    return /^postgres(ql)?:$/.test(new URL(value).protocol);
  } catch {
    return false;
  }
}

/** A password that a person can type: 20 characters, about 116 bits, without look-alikes. */
export function randomPassword(): string {
  const alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  let password = "";
  while (password.length < 20) {
    for (const byte of randomBytes(32)) {
      // Bytes past the last whole multiple would favour the alphabet's first letters.
      if (byte < 224 && password.length < 20) password += alphabet[byte % alphabet.length];
    }
  }
  return password;
}
