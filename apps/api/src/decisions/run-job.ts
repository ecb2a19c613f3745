import type { Model } from "@loan-recovery/ml-core/models/model";
import { loadModel } from "@loan-recovery/ml-core/models/model-file";
import { openScorer, type Scorer } from "@loan-recovery/ml-core/pipeline";
import { wholeDays } from "@loan-recovery/ml-core/strategy/columns";
import { type CompiledPolicy, compilePolicy } from "@loan-recovery/ml-core/strategy/compile";
import { loanKey } from "@loan-recovery/ml-core/strategy/decide";
import type { Experiment } from "@loan-recovery/ml-core/strategy/experiment/assignment";
import { decideUnder } from "@loan-recovery/ml-core/strategy/experiment/decide-under";
import type { TreatmentDefinition } from "@loan-recovery/ml-core/strategy/policy";
import { groupKey } from "@loan-recovery/ml-core/table/group-key";
import type pg from "pg";
import { digestRun } from "../audit/decision-digests.js";
import type { App } from "../context.js";
import { CopyWriter, copyCell } from "../database/copy.js";
import { openArmScorer, scoreArm } from "../experiments/arm-scores.js";
import { readExperimentOf } from "../experiments/experiments.js";
import type { JobInputs } from "../jobs/queue.js";
import { JobRefused, type Report } from "../jobs/report.js";
import { type PortfolioBatch, type PortfolioSelection, readPortfolio } from "../loans/portfolio.js";
import { readModelFile } from "../models/models.js";
import { findPolicies } from "../policies/policies.js";
import { activate, indexPartition } from "./activate.js";
import { type LeadCandidate, leadOf } from "./leads.js";
import { partitionOf } from "./partition.js";
import { dropExpiredRuns } from "./retention.js";
import { findRuns, type RunRow } from "./runs.js";
import { Summary } from "./summary.js";

const batchRows = 20_000;

/**
 * Builds the run's decisions in a table of their own, beside the active run, and makes it the active one in a single
 * transaction. Whatever ends this before the flip leaves the active run as it was; a second attempt starts afresh.
 * @returns the run's id
 */
export async function runDecisionJob(
  app: App,
  _jobId: string,
  { runId }: JobInputs["DECIDE"],
  report: Report,
): Promise<string> {
  const run = (await findRuns(app.sql, [runId]))[0];
  if (!run) throw new JobRefused(`There is no decision run ${runId}.`);
  if (run.state === "READY") return String(runId);
  try {
    await build(app, run, report);
  } catch (error) {
    await app.sql.query("UPDATE decision_run SET state = 'FAILED', failure = $2 WHERE id = $1", [
      runId,
      (error as Error).message,
    ]);
    await app.sql.query(`DROP TABLE IF EXISTS ${partitionOf(runId)}`);
    throw error;
  }
  // The run is active whatever becomes of the old ones; what cannot go now goes after the next run.
  await dropExpiredRuns(app.sql).catch((error: Error) => console.error(`Old runs stay: ${error.message}`));
  return String(runId);
}

async function build(app: App, run: RunRow, report: Report): Promise<void> {
  const partition = partitionOf(run.id);
  report(0, "Reading the model");
  const model = loadModel(await readModelFile(app.sql, run.model_id));
  const policy = (await findPolicies(app.sql, [run.policy_id]))[0];
  await app.sql.query(`DROP TABLE IF EXISTS ${partition}`);
  await app.sql.query(`CREATE TABLE ${partition} (LIKE decision INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`);
  const total = await countLoans(app.sql, run.book);
  if (total.all === 0) throw new JobRefused("There is no loan to decide: import a file first.");
  const kind = total.open > 0 ? "LIVE" : "BACK_TEST";
  // What is over cannot be treated any more.
  const experiment = kind === "LIVE" ? await readExperimentOf(app.sql, run) : null;
  const selection: PortfolioSelection = { book: run.book, rows: total.open > 0 ? "open" : "finished" };

  const summary = await decideBook(
    app,
    { run, model, policy: compilePolicy(policy.rules), experiment, selection },
    (done) => report((done / (total.open || total.all)) * 0.85, `Decided ${done.toLocaleString("en")} loans`),
  );
  report(0.86, "Indexing");
  await indexPartition(app.sql, partition, run.id);
  report(0.94, "Digesting for the audit log");
  const digest = await digestRun(app.sql, run.id, partition);
  report(0.98, "Making it active");
  await activate(app, { run, kind, policy, model, summary, digest });
}

async function countLoans(sql: pg.Pool, book: string): Promise<{ open: number; all: number }> {
  const { rows } = await sql.query<{ open: string; all: string }>(
    `SELECT count(*) FILTER (WHERE state = 'OPEN') AS open, count(*) FILTER (WHERE state <> 'GONE') AS all
     FROM loan WHERE book = $1::"Book"`,
    [book],
  );
  return { open: Number(rows[0].open), all: Number(rows[0].all) };
}

interface Work {
  run: RunRow;
  model: Model;
  policy: CompiledPolicy;
  experiment: Experiment | null;
  selection: PortfolioSelection;
}

/** Streams the book through the models and the policy into the run's table. */
async function decideBook(app: App, work: Work, onProgress: (done: number) => void): Promise<Summary> {
  const { threads } = app.config;
  const scorer = await openScorer(work.model, threads);
  let armScorer: Scorer | null = null;
  const reader = await app.sql.connect();
  const writer = await app.sql.connect();
  const definitions = work.policy.policy.treatments;
  const summary = new Summary(definitions);
  try {
    armScorer = await openArmScorer(app.sql, work.experiment, threads);
    const copy = CopyWriter.open(writer, `${partitionOf(work.run.id)} (${decisionColumns})`);
    const lines = new LeadWriter(copy, work.run.id, definitions, work.selection.rows === "finished", summary);
    for await (const batch of readPortfolio(reader, work.selection, batchRows)) {
      const decided = await decideBatch(work, batch, scorer, armScorer);
      for (let i = 0; i < batch.loanIds.length; i++) {
        lines.add(batch, i, decided(i));
        if (copy.isFull) await copy.flush();
      }
      onProgress(summary.loans);
    }
    lines.finish();
    await copy.end();
    return summary;
  } finally {
    await scorer.close();
    await armScorer?.close();
    // A reader left in the middle of a COPY cannot be used again.
    reader.release(true);
    writer.release(true);
  }
}

/** Scores and decides some loans. @returns each loan's decision by its place in the batch */
async function decideBatch(
  { policy, experiment }: Work,
  batch: PortfolioBatch,
  scorer: Scorer,
  armScorer: Scorer | null,
): Promise<(i: number) => Decided> {
  const { risk, segment } = await scorer.score(batch.table, batch.groupKeys);
  const columns = {
    risk,
    outstanding: Float64Array.from(batch.outstanding, (amount) =>
      amount === null ? Number.NaN : Number(amount),
    ),
    daysPastDue: Int32Array.from(batch.daysPastDue, wholeDays),
    facts: batch.facts,
    key: Uint32Array.from(batch.loanIds, loanKey),
  };
  const borrowerKey = Float64Array.from(batch.borrowerIds, groupKey);
  const own = armScorer && experiment && (await scoreArm(armScorer, experiment, batch, borrowerKey, risk));
  const armRisk = own?.armRisk ?? risk;
  const decisions = decideUnder(policy, columns, experiment && { experiment, borrowerKey, armRisk });
  return (i) => {
    const isRescored = own?.isRescored[i] === 1;
    return {
      risk: armRisk[i],
      segment: segment[i],
      treatment: decisions.treatment[i],
      priority: decisions.priority[i],
      rule: decisions.rule[i],
      expectedNetRecovery: decisions.expectedNetRecovery[i],
      outstanding: columns.outstanding[i],
      outOfBag: (isRescored ? armScorer! : scorer).isOutOfBag(batch.groupKeys[i]),
      arm: decisions.arm?.[i] ?? null,
      championScore: isRescored ? risk[i] : null,
    };
  };
}

const decisionColumns = `run_id, loan_id, revision, borrower_id, snapshot_id, risk_score, segment, treatment, priority,
  outstanding, days_past_due, facts, rule, expected_net_recovery, is_lead, is_held_lead, out_of_bag, outcome, arm, champion_score`;

interface Decided {
  risk: number;
  segment: number;
  treatment: number;
  priority: number;
  rule: number;
  expectedNetRecovery: number;
  outstanding: number;
  outOfBag: boolean;
  arm: number | null;
  championScore: number | null;
}

/** Writes decisions that arrive ordered by borrower, and marks each borrower's lead. Holds one borrower's lines at a time. */
class LeadWriter {
  private borrowerId = "";
  private readonly heads: string[] = [];
  private readonly tails: string[] = [];
  private readonly candidates: LeadCandidate[] = [];

  constructor(
    private readonly copy: CopyWriter,
    private readonly runId: number,
    private readonly treatments: readonly TreatmentDefinition[],
    private readonly isBackTest: boolean,
    private readonly summary: Summary,
  ) {}

  add(batch: PortfolioBatch, i: number, decided: Decided): void {
    if (batch.borrowerIds[i] !== this.borrowerId) this.finish();
    this.borrowerId = batch.borrowerIds[i];
    const { risk, segment, treatment, priority } = decided;
    const { name, kind } = this.treatments[treatment];
    this.candidates.push({ isHold: kind === "HOLD", priority });
    const facts = [batch.daysPastDue[i], batch.facts[i], decided.rule, decided.expectedNetRecovery];
    this.heads.push(
      `${this.runId}\t${batch.loanIds[i]}\t0\t${this.borrowerId}\t${batch.snapshotIds[i]}\t${risk}\t${
        segment < 0 ? "\\N" : segment
      }\t${copyCell(name)}\t${priority}\t${copyCell(batch.outstanding[i])}\t${facts.map(copyCell).join("\t")}\t`,
    );
    const outcome = this.isBackTest ? batch.outcome[i] : null;
    const ends = [outcome, decided.arm, decided.championScore];
    this.tails.push(`\t${decided.outOfBag ? "t" : "f"}\t${ends.map(copyCell).join("\t")}`);
    this.summary.add(treatment, segment, decided.outstanding);
  }

  /** Writes the borrower at hand. */
  finish(): void {
    if (this.heads.length === 0) return;
    const { index, isHeld } = leadOf(this.candidates);
    for (let i = 0; i < this.heads.length; i++) {
      const isFirst = i === index;
      this.copy.addLine(
        `${this.heads[i]}${isFirst && !isHeld ? "t" : "f"}\t${isFirst && isHeld ? "t" : "f"}${this.tails[i]}`,
      );
    }
    if (!isHeld) this.summary.borrowers++;
    this.heads.length = 0;
    this.tails.length = 0;
    this.candidates.length = 0;
  }
}
