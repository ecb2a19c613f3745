import type { Treatment, TreatmentDefinition } from "./policy.ts";

/** The treatment that goes to court whatever capacity it takes. */
export const legalAction: Treatment = "LEGAL_ACTION";

/** Whether a treatment goes to court, by its name or because it takes legal capacity. */
export function isLegalAction({
  name,
  kind,
  legalCases,
}: Pick<TreatmentDefinition, "name" | "kind" | "legalCases">): boolean {
  return kind === "ACTION" && (name === legalAction || legalCases > 0);
}
