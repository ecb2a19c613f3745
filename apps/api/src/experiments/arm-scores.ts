import { takeRows } from "@loan-recovery/ml-core/features/columns";
import { loadModel } from "@loan-recovery/ml-core/models/model-file";
import { openScorer, type Scorer } from "@loan-recovery/ml-core/pipeline";
import { armsOf, type Experiment } from "@loan-recovery/ml-core/strategy/experiment/assignment";
import type pg from "pg";
import type { PortfolioBatch } from "../loans/portfolio.js";
import { readModelFile } from "../models/models.js";

/** The scorer of the model that an experiment's arm names; null where none does. To be closed. */
export async function openArmScorer(
  sql: pg.Pool,
  experiment: Experiment | null,
  threads: number,
): Promise<Scorer | null> {
  const plan = experiment?.arms.find((arm) => arm.plan.kind === "MODEL")?.plan;
  if (plan?.kind !== "MODEL") return null;
  return openScorer(loadModel(await readModelFile(sql, Number(plan.modelId))), threads);
}

/** Loans as the arms score them. */
export interface ArmScores {
  /** By the model of each loan's arm. */
  armRisk: Float64Array;
  /** 1 where that is not the champion's. */
  isRescored: Uint8Array;
}

/**
 * Scores the loans of the arm that has a model of its own, borrowers whom it was trained on by the part of it that never
 * saw them. The others keep the champion's score.
 * @param borrowerKey what assigns the arm; `batch.groupKeys` is what the models know the borrowers by
 */
export async function scoreArm(
  scorer: Scorer,
  experiment: Experiment,
  batch: Pick<PortfolioBatch, "table" | "groupKeys">,
  borrowerKey: Float64Array,
  risk: Float64Array,
): Promise<ArmScores> {
  const armOf = armsOf(experiment);
  const isRescored = Uint8Array.from(borrowerKey, (key) =>
    experiment.arms[armOf(key)].plan.kind === "MODEL" ? 1 : 0,
  );
  const rows = Uint32Array.from(isRescored.keys()).filter((row) => isRescored[row] === 1);
  const armRisk = Float64Array.from(risk);
  if (rows.length === 0) return { armRisk, isRescored };
  const keys = Float64Array.from(rows, (row) => batch.groupKeys[row]);
  const scores = await scorer.score(takeRows(batch.table, rows), keys);
  rows.forEach((row, i) => {
    armRisk[row] = scores.risk[i];
  });
  return { armRisk, isRescored };
}
