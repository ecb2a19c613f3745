import { useQuery } from "@apollo/client/react";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import type { Problem } from "../../components/problems.ts";
import type { PolicyEffectPreviewQuery } from "../../gql/graphql.ts";
import { type Curves, countBands } from "./curve.ts";
import { curvesQuery, effectQuery } from "./preview-queries.ts";
import type { Rules } from "./rules.ts";

export type Simulation = Extract<
  PolicyEffectPreviewQuery["simulatePolicy"],
  { __typename: "PolicySimulation" }
>;

/** What one treatment gets, as figures. */
export interface TreatmentTotals {
  treatment: string;
  loans: number;
  /** Loans that it has under the policy that is compared with. */
  before: number;
  outstanding: number;
  expectedNetRecovery: number;
  cost: number;
  agentHours: number;
  legalCases: number;
}

export interface Preview {
  /** Mildest first; null until something could be counted. */
  totals: TreatmentTotals[] | null;
  /** The rules as they were when the hand last rested. */
  asked: Rules;
  /** The totals are those of the rules as they are now. */
  isCurrent: boolean;
  /** The newest answer of the server, and whether it is about the rules as they are now. */
  simulation: Simulation | null;
  isSimulated: boolean;
  /** The hand rests, and the server has not answered yet. */
  isAwaited: boolean;
  curves: Curves | null;
  problems: readonly Problem[];
  error: { message: string } | undefined;
}

/** How long the rules must rest before the server is asked. */
const pause = 300;
const none: readonly Problem[] = [];

/**
 * What the rules would do to the whole book, while they are edited. Thresholds are counted here, from the curves that
 * the server sent once; everything else is simulated by the server as soon as the hand rests.
 * @param comparedWith a version, or null for the policy in force
 * @param runId the active run: another one is counted anew
 */
export function usePreview(rules: Rules, comparedWith: number | null, runId: string): Preview {
  const [asked] = useDebouncedValue(rules, pause);
  const options = { fetchPolicy: "no-cache" } as const;
  const effect = useQuery(effectQuery, { variables: { rules: asked, comparedWith }, ...options });
  const counted = useQuery(curvesQuery, { variables: { rules: rulesOfCurves(asked) }, ...options });
  const countedRun = useRef(runId);
  const { refetch: refetchEffect } = effect;
  const { refetch: refetchCurves } = counted;
  useEffect(() => {
    if (countedRun.current === runId) return;
    countedRun.current = runId;
    void refetchEffect();
    void refetchCurves();
  }, [runId, refetchEffect, refetchCurves]);

  const answer = effect.data?.simulatePolicy;
  const simulation = useLast(simulationOf(answer));
  const isSimulated = asked === rules && answer?.__typename === "PolicySimulation";
  const curvesNow = counted.data?.simulatePolicy;
  const curves = useLast(curvesOf(curvesNow));
  const areCurvesCurrent =
    curvesOf(curvesNow) !== null &&
    (asked === rules || JSON.stringify(rulesOfCurves(asked)) === JSON.stringify(rulesOfCurves(rules)));

  const severityOf = (name: string) => rules.treatments.find((each) => each.name === name)?.severity ?? -1;
  const dragged = areCurvesCurrent && curves ? countWhileDragged(rules, curves, simulation) : null;
  const totals = dragged ?? (simulation ? totalsOf(simulation) : null);
  return {
    asked,
    totals: totals?.sort((a, b) => severityOf(a.treatment) - severityOf(b.treatment)) ?? null,
    isCurrent: dragged !== null || isSimulated,
    simulation,
    isSimulated,
    isAwaited: asked === rules && !isSimulated,
    curves,
    problems: answer?.__typename === "Refusal" ? answer.problems : none,
    error: effect.error ?? counted.error,
  };
}

/** The last of what there was, while there is nothing newer. */
function useLast<T>(now: T | null): T | null {
  const [last, setLast] = useState(now);
  if (now !== null && now !== last) setLast(now);
  return now ?? last;
}

/** The curves depend on guardrails, treatments and economics; the bands themselves do not matter to them. */
function rulesOfCurves(rules: Rules): Rules {
  const bands = rules.treatments.slice(0, 1).map(({ name }) => ({
    treatment: name,
    from: 0,
    fromInclusive: true,
  }));
  return {
    ...rules,
    bands,
    mode: "THRESHOLDS",
    priority: "AMOUNT_AT_RISK",
    capacity: { agentHoursPerMonth: null, legalCasesPerMonth: null },
  };
}

/**
 * Exact, and without a question to the server; null where the score alone does not decide, or an experiment does too that
 * the curves do not hold.
 */
function countWhileDragged(
  rules: Rules,
  curves: Curves,
  simulation: Simulation | null,
): TreatmentTotals[] | null {
  const { agentHoursPerMonth, legalCasesPerMonth } = rules.capacity;
  const isScarce = agentHoursPerMonth !== null || legalCasesPerMonth !== null;
  const isCountable = (simulation?.underExperiment ?? false) === curves.underExperiment;
  if (rules.mode !== "THRESHOLDS" || isScarce || !isCountable) return null;
  const counts = countBands(curves, rules.bands);
  return (
    counts?.map((count, i) => {
      const { cost, agentMinutes, legalCases } = rules.treatments[i];
      return {
        ...count,
        before: before(simulation, count.treatment),
        cost: count.loans * cost,
        agentHours: (count.loans * agentMinutes) / 60,
        legalCases: count.loans * legalCases,
      };
    }) ?? null
  );
}

function totalsOf(simulation: Simulation): TreatmentTotals[] {
  const { treatments, movements } = simulation.effect;
  const gone = new Set(movements.map(({ from }) => from));
  for (const { treatment } of treatments) gone.delete(treatment);
  const now = treatments.map(({ outstanding, expectedNetRecovery, cost, ...counts }) => ({
    ...counts,
    before: before(simulation, counts.treatment),
    outstanding: Number(outstanding.amount),
    expectedNetRecovery: Number(expectedNetRecovery.amount),
    cost: Number(cost.amount),
  }));
  const nothing = { loans: 0, outstanding: 0, expectedNetRecovery: 0, cost: 0, agentHours: 0, legalCases: 0 };
  return [
    ...now,
    ...[...gone].map((treatment) => ({ treatment, before: before(simulation, treatment), ...nothing })),
  ];
}

function before(simulation: Simulation | null, treatment: string): number {
  const leaving = simulation?.effect.movements.filter(({ from }) => from === treatment) ?? [];
  return leaving.reduce((sum, { loans }) => sum + loans, 0);
}

function simulationOf(answer: PolicyEffectPreviewQuery["simulatePolicy"] | undefined): Simulation | null {
  return answer?.__typename === "PolicySimulation" ? answer : null;
}

function curvesOf(answer: { __typename: string; scoreCurves?: Curves } | undefined): Curves | null {
  return answer?.scoreCurves ?? null;
}
