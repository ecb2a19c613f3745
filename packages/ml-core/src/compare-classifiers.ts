import { compareModels, type ModelComparison } from "./evaluation/comparison.ts";
import { crossValidate } from "./evaluation/cross-validation.ts";
import { type Evaluation, evaluate, type Forecasts } from "./evaluation/evaluate.ts";
import { numberGroups } from "./evaluation/groups.ts";
import { checkOutOfTime, type OutOfTimeCheck } from "./evaluation/out-of-time-check.ts";
import { type EvaluationPlan, planEvaluation } from "./evaluation/plan.ts";
import { guardColumns } from "./features/leak-guard.ts";
import type { LearningRows } from "./models/classifier.ts";
import { fitHonestly, foldCount, type HonestFitContext } from "./models/honest-fit.ts";
import { classifiers, type TrainableName } from "./models/registry.ts";
import { resolveSettings, type Settings } from "./models/settings.ts";
import { openPool } from "./parallel/pool.ts";
import { checkInput, type TrainOptions, worthThreads } from "./pipeline.ts";
import type { ExcludedColumn, Metrics, OutOfTime, TrainingWeights, Verdict, Warning } from "./report.ts";
import { describeWeights, type TrainInput, trainingWeights } from "./training-input.ts";
import { obstacle, outcomeObstacle } from "./training-report.ts";

/** One classifier's out-of-sample result, or why the rows are not for it. */
export interface ComparedClassifier {
  readonly classifier: TrainableName;
  /** Null where it was measured; otherwise why not, and what to do. */
  readonly refusal: string | null;
  readonly evaluation: "cross-validation" | "out-of-bag" | null;
  /** How often its folds were dealt anew; 0 where it was not measured. */
  readonly repeats: number;
  readonly settings: Settings;
  readonly metrics: Metrics | null;
  readonly verdict: Verdict | null;
  readonly verdictText: string | null;
  /** The same classifier, trained on the older loans and tested on the newest; null where that cannot be asked. */
  readonly outOfTime: OutOfTime | null;
  /** Why not, in words; null also where it was not measured at all. */
  readonly outOfTimeReason: string | null;
}

/** Two of the classifiers, in the order in which they were named. */
export interface ComparedPair extends ModelComparison {
  readonly firstClassifier: TrainableName;
  readonly secondClassifier: TrainableName;
  /** The deals of folds that both have: a pair is compared forecast by forecast. */
  readonly repeats: number;
}

/** Plain JSON: numbers are finite or null. */
export interface ClassifierComparison {
  readonly features: readonly string[];
  readonly excluded: readonly ExcludedColumn[];
  readonly warnings: readonly Warning[];
  /** Why nothing can be learned from these rows by any classifier, in words, or null. */
  readonly obstacle: string | null;
  /** What counted more than the rest while learning; null where all rows counted the same. */
  readonly weights: TrainingWeights | null;
  /** The folds of borrowers, which are the same for every classifier. */
  readonly folds: number;
  readonly classifiers: readonly ComparedClassifier[];
  readonly pairs: readonly ComparedPair[];
}

interface Candidate {
  readonly name: TrainableName;
  readonly settings: Settings;
  readonly plan: EvaluationPlan;
  readonly refusal: string | null;
}

interface Measured {
  readonly name: TrainableName;
  readonly forecasts: Forecasts;
  readonly evaluation: Evaluation;
  readonly aged: OutOfTimeCheck;
}

type CompareOptions = Pick<
  TrainOptions,
  "seed" | "threads" | "settings" | "classWeights" | "allow" | "ignore" | "onProgress"
>;

/**
 * Measures classifiers on the same rows, features and folds of borrowers, the way `train`
 * measures one, and tests each pair for a difference that is more than noise. Forecasts are out-of-sample throughout.
 * A setting is given to each classifier that has one of that name; everything else is as usual.
 * @throws RangeError as `train` does, and for a setting that none of them has
 */
export async function compareClassifiers(
  input: TrainInput,
  names: readonly TrainableName[],
  options: CompareOptions = {},
): Promise<ClassifierComparison> {
  checkInput(input, options);
  const settings = options.settings ?? {};
  refuseUnknown(settings, names);
  const { table, label, groupKeys } = input;
  const guard = guardColumns(table, label, groupKeys, options);
  const rows = { label, groups: numberGroups(groupKeys), guard };
  const common = {
    features: guard.features.map(({ name }) => name),
    excluded: guard.excluded,
    warnings: guard.warnings,
    folds: foldCount,
  };
  const reason = obstacle(rows);
  if (reason !== null) return { ...common, obstacle: reason, weights: null, classifiers: [], pairs: [] };
  const weights = trainingWeights(input, options.classWeights);
  const features = { rowCount: table.rowCount, columns: guard.features };
  const learning: LearningRows = { table: features, label, groupKeys, ...(weights && { weights }) };
  const candidates = names.map((name) => candidateOf(name, learning, settings));
  const able = candidates.filter(({ refusal }) => refusal === null);
  const measured = await measureAll(learning, input.asOfDays, able, options);
  return {
    ...common,
    obstacle: null,
    weights: describeWeights(input, options.classWeights),
    classifiers: candidates.map((candidate) =>
      describe(
        candidate,
        measured.find(({ name }) => name === candidate.name),
      ),
    ),
    pairs: measured.flatMap((first, i) =>
      measured.slice(i + 1).map((second) => comparePair(first, second, label.length)),
    ),
  };
}

function refuseUnknown(settings: Readonly<Record<string, number>>, names: readonly TrainableName[]): void {
  const known = new Set(names.flatMap((name) => Object.keys(classifiers[name].rules)));
  const unknown = Object.keys(settings).find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw new RangeError(`there is no setting ${unknown}; these classifiers have ${[...known].join(", ")}`);
}

function candidateOf(
  name: TrainableName,
  learning: LearningRows,
  given: Readonly<Record<string, number>>,
): Candidate {
  const classifier = classifiers[name];
  const [rows, features] = [learning.label.length, learning.table.columns.length];
  const own = Object.entries(given).filter(([setting]) => Object.hasOwn(classifier.rules, setting));
  const settings = resolveSettings(classifier.rules, Object.fromEntries(own), rows, features);
  const plan = planEvaluation(classifier, rows, features, settings);
  return { name, settings, plan, refusal: classifier.refusal(learning, settings) };
}

async function measureAll(
  learning: LearningRows,
  asOfDays: Float64Array | undefined,
  candidates: readonly Candidate[],
  { seed = 42, threads = 1, onProgress = () => {} }: CompareOptions,
): Promise<Measured[]> {
  const work = candidates.reduce((sum, { plan }) => sum + plan.oneFit * plan.fits, 0);
  const pool = openPool(work < worthThreads ? 1 : threads);
  const found: Measured[] = [];
  try {
    for (const { name, settings, plan } of candidates) {
      const context: HonestFitContext = {
        classifier: classifiers[name],
        ...{ settings, seed, pool, repeats: plan.repeats },
        onProgress: (fraction) =>
          onProgress((found.length + fraction) / candidates.length, `Testing ${name} on held-out borrowers`),
      };
      const forecasts = plan.isCrossValidated
        ? await crossValidate(learning, context)
        : (await fitHonestly(learning, context)).forecasts;
      const evaluation = evaluate(forecasts, learning.label.length);
      const quiet = { ...context, onProgress: () => {} };
      found.push({
        name,
        forecasts,
        evaluation,
        aged: await checkOutOfTime(learning, asOfDays, quiet, tooAlike),
      });
    }
  } finally {
    await pool.close();
  }
  return found;
}

/** Why the outcomes of some of the rows cannot be told apart, in words, or null. */
function tooAlike({ label, groupKeys }: LearningRows): string | null {
  return outcomeObstacle({ label, groups: numberGroups(groupKeys) });
}

const unmeasured = {
  ...{ evaluation: null, repeats: 0, metrics: null, verdict: null, verdictText: null },
  ...{ outOfTime: null, outOfTimeReason: null },
};

function describe(
  { name, settings, plan, refusal }: Candidate,
  measured: Measured | undefined,
): ComparedClassifier {
  if (measured === undefined) return { classifier: name, refusal, settings, ...unmeasured };
  const { metrics, verdict } = measured.evaluation;
  return {
    classifier: name,
    refusal: null,
    evaluation: plan.evaluation,
    ...{ repeats: plan.repeats, settings },
    metrics,
    verdict: verdict.verdict,
    verdictText: verdict.text,
    ...measured.aged,
  };
}

function comparePair(first: Measured, second: Measured, rows: number): ComparedPair {
  const { label, groups } = first.forecasts;
  const length = Math.min(label.length, second.forecasts.label.length);
  const compared = ({ name, forecasts: { raw, calibrated }, evaluation }: Measured) => ({
    name,
    score: raw.subarray(0, length),
    probability: calibrated.subarray(0, length),
    verdict: evaluation.verdict.verdict,
  });
  const comparison = compareModels(compared(first), compared(second), label.subarray(0, length), {
    ...groups,
    of: groups.of.subarray(0, length),
  });
  const names = { firstClassifier: first.name, secondClassifier: second.name };
  return { ...names, ...comparison, rows, repeats: length / rows };
}
