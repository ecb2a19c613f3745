/** The table that holds a run's decisions, attached to `decision` once it is complete. */
export function partitionOf(runId: number): string {
  return `decision_run_${runId}`;
}
