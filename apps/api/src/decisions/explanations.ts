import { type Explainer, openExplainer } from "@loan-recovery/ml-core/explanation/explainer";
import { loadModel } from "@loan-recovery/ml-core/models/model-file";
import { openScorer, type Scorer } from "@loan-recovery/ml-core/pipeline";
import type { Policy } from "@loan-recovery/ml-core/strategy/policy";
import type pg from "pg";
import { type PortfolioBatch, readPortfolio } from "../loans/portfolio.js";
import { readModelFile } from "../models/models.js";
import { type DecisionRow, loanFactsOf } from "./decisions.js";
import { type RunRow, scoringModelOf } from "./runs.js";

/** Why a loan has its score, and what would lead to a milder treatment. */
export interface Explanation {
  /** What the average training loan scores. */
  base: number;
  score: number;
  /** What the model says before calibration. */
  raw: number;
  /** Points of the score; with `base` and `rest` they add up to `score`. */
  reasons: { feature: string; text: string; value: string | null; contribution: number }[];
  rest: number;
  milder: { treatment: string; riskScore: number; changes: string[] } | null;
  /** Why there is no `milder`. */
  milderReason: string | null;
}

interface OpenedModel {
  explainer: Explainer;
  scorer: Scorer;
}

/** Models that are kept open: the one in force, an experiment's, and the one that is about to be in force. */
const kept = 3;

/** Explains decisions with the models that made them, which stay open as long as they are asked for. */
export class Explanations {
  private readonly opened = new Map<number, Promise<OpenedModel>>();

  constructor(private readonly sql: pg.Pool) {}

  /** @returns null where the model has nothing to explain its scores with, or the snapshot is gone */
  async explain(
    decision: DecisionRow,
    run: RunRow,
    policy: Policy,
    limit: number,
  ): Promise<Explanation | null> {
    const row = await this.readSnapshot(run, decision.snapshot_id);
    if (row === null) return null;
    const { explainer, scorer } = await this.open(scoringModelOf(run, decision));
    const groupKey = row.groupKeys[0];
    const why = explainer.explain(row.table, 0, groupKey, limit);
    if (why === null) return null;
    const loan = loanFactsOf(decision);
    const { found, reason } = await explainer.counterfactual(
      row.table,
      0,
      groupKey,
      { policy, loan },
      scorer,
    );
    return {
      base: why.base,
      score: why.score,
      raw: why.raw,
      reasons: why.reasons.map(({ feature, text, value, contribution }) => ({
        feature,
        text,
        value: value === null ? null : String(value),
        contribution,
      })),
      rest: why.rest,
      milder: found && {
        treatment: found.treatmentAfter,
        riskScore: found.riskAfter,
        changes: found.changes.map(({ text }) => text),
      },
      milderReason: reason,
    };
  }

  /** One snapshot of a loan, as runs read them; null where it is gone. */
  async readSnapshot({ book }: RunRow, id: string): Promise<PortfolioBatch | null> {
    const client = await this.sql.connect();
    try {
      for await (const batch of readPortfolio(client, { book, rows: "snapshot", id }, 1)) return batch;
      return null;
    } finally {
      // Left in the middle of its COPY.
      client.release(true);
    }
  }

  /** The model, the least lately used one given up for it. */
  open(modelId: number): Promise<OpenedModel> {
    const known = this.opened.get(modelId);
    this.opened.delete(modelId);
    const opened = known ?? this.load(modelId);
    this.opened.set(modelId, opened);
    if (this.opened.size > kept) this.opened.delete(this.opened.keys().next().value!);
    // A failed load must not be remembered.
    opened.catch(() => this.opened.delete(modelId));
    return opened;
  }

  private async load(modelId: number): Promise<OpenedModel> {
    const model = loadModel(await readModelFile(this.sql, modelId));
    return { explainer: openExplainer(model), scorer: await openScorer(model) };
  }
}
