import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { csvCell, neutraliseFormula } from "@loan-recovery/ml-core/table/csv-write";
import type { Request, Response } from "express";
import type pg from "pg";
import { HttpError } from "../access/http.js";
import { BookVerdicts } from "../contacts/book-verdicts.js";
import { bookContactFacts } from "../contacts/contact-facts.js";
import { type ContactQuestion, reachingChannel } from "../contacts/verdict.js";
import type { App } from "../context.js";
import { copiedLines, copyOut, readCopied } from "../database/copy.js";
import { armOf } from "../experiments/assigned.js";
import { type ExperimentRow, findExperiment } from "../experiments/experiments.js";
import { findModels, type ModelRow } from "../models/models.js";
import { findPolicies } from "../policies/policies.js";
import { isCurrent } from "./decisions.js";
import { findActiveRun, type RunRow } from "./runs.js";

const header = [
  "Borrower_ID",
  "Loan_ID",
  "Risk_Score",
  "Segment",
  "Recovery_Strategy",
  "Priority",
  "Policy_Version",
  "Model_Version",
  "Contact_Verdict",
  "Blocked_By",
  "Next_Permitted",
  "Missing",
  "Experiment",
  "Experiment_Arm",
];

/**
 * Streams the active run's decisions as CSV, by priority, each with whether its treatment may be carried out at this
 * moment. For machines every id stays as the lender wrote it; `?for=spreadsheet` neutralises cells that would run as
 * a formula.
 */
export async function sendDecisionsCsv(app: App, request: Request, response: Response): Promise<void> {
  const target = request.query.for;
  if (target !== undefined && target !== "spreadsheet" && target !== "machine") {
    throw new HttpError(400, "BAD_REQUEST", `for is "spreadsheet" or "machine", not "${String(target)}".`);
  }
  const run = await findActiveRun(app.sql);
  if (!run) throw new HttpError(404, "NO_ACTIVE_RUN", "Nothing has been decided yet: import a file first.");
  const [model, challenger] = await readModels(app, run);
  const experiment = run.experiment_id === null ? null : await findExperiment(app.sql, run.experiment_id);
  const policy = (await findPolicies(app.sql, [run.policy_id]))[0];
  const lines = new CsvLines({
    policyVersion: String(policy.version),
    modelVersions: [String(model.version), String(challenger?.version ?? model.version)],
    experiment,
    segments: model.report.segments.map(({ name }) => name),
    channels: new Map(policy.rules.treatments.map(({ name, channel }) => [name, reachingChannel(channel)])),
    question: { jurisdiction: app.config.jurisdiction, instant: Date.now() },
    clean: target === "spreadsheet" ? neutraliseFormula : (cell) => cell,
  });
  const client = await app.sql.connect();
  try {
    response.setHeader("Content-Type", "text/csv; charset=utf-8");
    response.setHeader("Content-Disposition", `attachment; filename="decisions-run-${run.id}.csv"`);
    await pipeline(Readable.from(lines.of(client, run.id)), response);
  } finally {
    // Somebody who leaves in the middle leaves the connection inside its COPY.
    client.release(true);
  }
}

/** The run's model, and the one that scores an experiment's challenger where it has one of its own. */
async function readModels({ sql }: App, run: RunRow): Promise<[ModelRow, ModelRow | undefined]> {
  const models = await findModels(sql, [run.model_id, run.challenger_model_id ?? run.model_id]);
  const find = (id: number | null) => models.find((model) => model.id === id);
  return [find(run.model_id)!, find(run.challenger_model_id)];
}

interface CsvOptions {
  policyVersion: string;
  /** Of the run, and of its challenger. */
  modelVersions: readonly [string, string];
  experiment: ExperimentRow | null;
  segments: readonly string[];
  channels: ReadonlyMap<string, ReturnType<typeof reachingChannel>>;
  question: ContactQuestion;
  clean: (cell: string) => string;
}

/** Makes lines out of rows as they arrive: whatever the size of the book, a chunk of it is in memory. */
class CsvLines {
  private readonly verdicts: BookVerdicts;

  constructor(private readonly options: CsvOptions) {
    this.verdicts = new BookVerdicts(options.question);
  }

  async *of(client: pg.ClientBase, runId: number): AsyncGenerator<string> {
    yield `${header.join(",")}\n`;
    const facts = bookContactFacts(this.options.question.instant);
    const stream = copyOut(
      client,
      `SELECT b.external_id, l.external_id, d.risk_score, d.segment, d.treatment, d.priority, d.loan_id,
         d.arm, d.champion_score IS NOT NULL AS is_rescored, ${facts.column}
       FROM decision d JOIN loan l ON l.id = d.loan_id JOIN borrower b ON b.id = d.borrower_id ${facts.joins}
       WHERE d.run_id = ${runId} AND ${isCurrent(runId)} ORDER BY d.priority DESC, d.loan_id DESC`,
    );
    for await (const rows of copiedLines(stream)) {
      yield rows.map((row) => this.line(row.split("\t"))).join("");
    }
  }

  private line(row: string[]): string {
    const [borrower, loan, risk, segment, name, priority, loanId, arm, isRescored, facts] = row;
    const { policyVersion, modelVersions, segments, experiment, clean } = this.options;
    const treatment = readCopied(name);
    const contact = this.contact(treatment, loanId, readCopied(facts));
    const segmentName = segment === "\\N" ? "" : segments[Number(segment)];
    const texts = [readCopied(borrower), readCopied(loan), segmentName, treatment].map(clean);
    const versions = [policyVersion, modelVersions[isRescored === "t" ? 1 : 0]];
    const assigned =
      experiment && arm !== "\\N" ? [clean(experiment.name), armOf(experiment, Number(arm))] : ["", ""];
    const cells = [
      texts[0],
      texts[1],
      risk,
      texts[2],
      texts[3],
      priority,
      ...versions,
      ...contact,
      ...assigned,
    ];
    return `${cells.map((cell) => csvCell(cell)).join(",")}\n`;
  }

  /** Empty where the treatment reaches nobody. */
  private contact(treatment: string, loanId: string, facts: string): string[] {
    const channel = this.options.channels.get(treatment) ?? null;
    if (channel === null) return ["", "", "", ""];
    const answer = this.verdicts.of(channel, loanId, facts);
    const next = answer.nextPermitted === null ? "" : new Date(answer.nextPermitted).toISOString();
    const blockedBy = answer.verdict === "ALLOW" ? "" : (answer.rule ?? "");
    return [answer.verdict, blockedBy, next, (answer.missing ?? []).join(" ")];
  }
}
