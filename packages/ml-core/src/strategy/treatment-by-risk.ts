import { type LoanFacts, makeColumns } from "./columns.ts";
import { compilePolicy } from "./compile.ts";
import { decide, makeDecisions } from "./decide.ts";
import type { Policy, TreatmentDefinition } from "./policy.ts";

/**
 * The treatment of one loan as a function of its risk alone, by the rule that decides a million: guardrails, economics
 * and prices included.
 * @returns takes a risk in [0, 1]; throws a RangeError outside it
 */
export function treatmentByRisk(
  policy: Policy,
  loan: Omit<LoanFacts, "risk">,
): (risk: number) => TreatmentDefinition {
  const compiled = compilePolicy(policy);
  const columns = makeColumns([{ ...loan, risk: 0 }]);
  const decisions = makeDecisions(1);
  return (risk) => {
    columns.risk[0] = risk;
    return compiled.policy.treatments[decide(compiled, columns, decisions).treatment[0]];
  };
}
