import type { Warning } from "../src/report.ts";
import { type LoanColumns, wholeDays } from "../src/strategy/columns.ts";
import { type Decisions, decide, loanKey } from "../src/strategy/decide.ts";
import type { Policy } from "../src/strategy/policy.ts";
import { upgradePolicy } from "../src/strategy/policy-defaults.ts";
import { findColumn } from "../src/table/table.ts";
import type { Portfolio } from "./portfolio.ts";

/** What is done about each loan of a file. */
export interface Decided extends Pick<Decisions, "treatment" | "priority"> {
  /** The policy's names by the codes in `treatment`. */
  readonly treatmentNames: readonly string[];
  /** What the policy asks and the file cannot say. */
  readonly warnings: readonly Warning[];
}

/** Decides every loan of a file by its score, its amount owed and its days past due, where the file has them. */
export function decideLoans(policy: Policy, portfolio: Portfolio, risk: Float64Array): Decided {
  const { outstanding } = portfolio;
  const daysPastDue = daysOf(portfolio);
  const columns: LoanColumns = {
    ...{ risk, outstanding, daysPastDue },
    facts: new Uint16Array(risk.length),
    // Asked for only where a price of capacity may split loans of equal worth.
    ...(policy.prices && {
      key: Uint32Array.from(risk, (_, row) => loanKey(portfolio.loanIds.get(row))),
    }),
  };
  const { treatment, priority } = decide(policy, columns);
  return {
    ...{ treatment, priority },
    treatmentNames: upgradePolicy(policy).treatments.map(({ name }) => name),
    warnings: [
      ...unknownAmounts(policy, outstanding),
      ...unknownDays(policy, daysPastDue),
      ...unknownFacts(policy),
      ...unsolvedCapacity(policy),
    ],
  };
}

function daysOf({ table }: Portfolio): Int32Array {
  const column = findColumn(table, "Days_Past_Due");
  if (column?.kind !== "number") return new Int32Array(table.rowCount).fill(-1);
  return Int32Array.from(column.values, wholeDays);
}

function unknownAmounts(policy: Policy, outstanding: Float64Array): Warning[] {
  const unknown = outstanding.reduce((count, amount) => count + (Number.isNaN(amount) ? 1 : 0), 0);
  if (unknown === 0) return [];
  const consequences = [
    "their priority is the risk alone",
    ...(policy.mode === "EXPECTED_VALUE" ? ["they are decided by their band"] : []),
    ...limited(policy, ({ minOutstanding }) => minOutstanding, "owed"),
  ];
  const message = `the outstanding amount of ${unknown} loans is unknown: ${consequences.join("; ")}`;
  return [{ code: "outstanding-unknown", message }];
}

function unknownDays(policy: Policy, daysPastDue: Int32Array): Warning[] {
  const unknown = daysPastDue.reduce((count, days) => count + (days < 0 ? 1 : 0), 0);
  const consequences = [
    ...((policy.guardrails?.holdBelowDaysPastDue ?? 0) > 0
      ? ["none of them is on HOLD for being early"]
      : []),
    ...limited(policy, ({ minDaysPastDue }) => minDaysPastDue, "days past due"),
  ];
  if (unknown === 0 || consequences.length === 0) return [];
  const message = `the days past due of ${unknown} loans are unknown: ${consequences.join("; ")}`;
  return [{ code: "days-past-due-unknown", message }];
}

type Limit = NonNullable<Policy["guardrails"]>["limits"][number];

function limited(policy: Policy, least: (limit: Limit) => number | undefined, of: string): string[] {
  const names = (policy.guardrails?.limits ?? []).flatMap((limit) => (least(limit) ? [limit.treatment] : []));
  return names.length === 0
    ? []
    : [`they never reach ${names.join(" or ")}, which asks for a least amount ${of}`];
}

/** A policy that leaves its guardrails out asks for no fact of its own. */
function unknownFacts({ guardrails }: Policy): Warning[] {
  if (guardrails === undefined) return [];
  const asked = new Set([
    ...guardrails.holdFacts,
    ...guardrails.limits.flatMap(({ forbiddenFacts }) => forbiddenFacts ?? []),
  ]);
  if (asked.size === 0) return [];
  const message =
    `the policy asks for facts that no column of a CSV file says (${[...asked].join(", ")}): no loan is held or ` +
    "spared for them here; check them before anybody is contacted";
  return [{ code: "facts-unknown", message }];
}

function unsolvedCapacity({ capacity, prices }: Policy): Warning[] {
  const isLimited = capacity !== undefined && Object.values(capacity).some((limit) => limit !== null);
  if (!isLimited || (prices !== undefined && (prices.agentHour > 0 || prices.legalCase > 0))) return [];
  const message =
    "the policy limits the capacity and has no prices for it: nothing is rationed here. Prices that were solved " +
    "for a whole book are used as the policy has them";
  return [{ code: "capacity-unpriced", message }];
}
