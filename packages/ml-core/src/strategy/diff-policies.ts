import type { CompletePolicy, Policy } from "./policy.ts";
import { upgradePolicy } from "./policy-defaults.ts";

/** One difference between two policies. */
export interface PolicyChange {
  /** Where: `mode`, `bands[LEGAL_ACTION].from`, `economics.curves[REMINDER].haircut` ... */
  readonly path: string;
  readonly kind: "ADDED" | "REMOVED" | "CHANGED";
  /** JSON text of the value, null where there was or is none. */
  readonly before: string | null;
  readonly after: string | null;
  /** The same in a sentence. */
  readonly text: string;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Every difference, in the order of the policy's parts. Lists of bands, treatments, limits and curves are matched
 * by treatment, so that inserting one is one change; parts that are left out are compared by their defaults.
 */
export function diffPolicies(before: Policy, after: Policy): PolicyChange[] {
  const changes: PolicyChange[] = [];
  const [a, b] = [upgradePolicy(before), upgradePolicy(after)];
  const parts: (keyof CompletePolicy)[] = [
    "mode",
    "bands",
    "treatments",
    "guardrails",
    "economics",
    "capacity",
    "prices",
    "priority",
  ];
  for (const part of parts) compare(part, plain(a[part]), plain(b[part]), changes);
  return changes;
}

/** What a policy says as plain JSON with keys in one order, so that equal policies give equal text. */
export function canonicalPolicy(policy: Policy): string {
  return canonicalJson(upgradePolicy(policy));
}

/** A value as JSON with keys in one order, so that equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(plain(value)));
}

function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}

function compare(path: string, before: Json | undefined, after: Json | undefined, changes: PolicyChange[]) {
  if (before === undefined || after === undefined) {
    if (before !== after) changes.push(change(path, before, after));
    return;
  }
  const left = membersOf(before);
  const right = membersOf(after);
  if (!left || !right) {
    if (JSON.stringify(before) !== JSON.stringify(after)) changes.push(change(path, before, after));
    return;
  }
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    compare(`${path}${key}`, left.get(key), right.get(key), changes);
  }
}

/** The members of an object, or of a list by name; undefined for what is compared as a whole. */
function membersOf(value: Json): Map<string, Json> | undefined {
  if (isObject(value)) return new Map(Object.entries(value).map(([key, member]) => [`.${key}`, member]));
  if (!Array.isArray(value)) return undefined;
  const names = value.map((member) => (isObject(member) ? (member.treatment ?? member.name) : undefined));
  if (names.some((name) => typeof name !== "string")) return undefined;
  return new Map(value.map((member, index) => [`[${names[index]}]`, member]));
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function change(path: string, before: Json | undefined, after: Json | undefined): PolicyChange {
  const [old, now] = [before, after].map((value) => (value === undefined ? null : JSON.stringify(value)));
  if (old === null) return { path, kind: "ADDED", before: old, after: now, text: `${path} is added: ${now}` };
  if (now === null) {
    return { path, kind: "REMOVED", before: old, after: now, text: `${path} is removed; it was ${old}` };
  }
  return { path, kind: "CHANGED", before: old, after: now, text: `${path}: ${old} becomes ${now}` };
}
