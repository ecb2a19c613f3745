import type { CompletePolicy } from "@loan-recovery/ml-core/strategy/policy";
import type { Totals } from "@loan-recovery/ml-core/strategy/simulate";
import { effectId, type PolicyEffect } from "./effect.js";

/** An effect as the schema has it, amounts with the installation's currency. */
export function showEffect(rules: CompletePolicy, effect: PolicyEffect, currency: string) {
  const money = (amount: number) => ({ amount: amount.toFixed(2), currency });
  const totals = (sums: Totals) => ({
    ...sums,
    outstanding: money(sums.outstanding),
    expectedNetRecovery: money(sums.expectedNetRecovery),
    cost: money(sums.cost),
  });
  return {
    id: effectId(rules, effect),
    runNumber: effect.runId,
    changeNumber: effect.changeNumber,
    moved: effect.moved,
    treatments: effect.treatments.map((sums) => ({ ...totals(sums), treatment: sums.treatment })),
    total: totals(effect.total),
    movements: effect.movements.map((movement) => ({
      ...movement,
      outstanding: money(movement.outstanding),
    })),
  };
}
