import type { Client } from "./client.ts";
import { withDatabase } from "./database.ts";
import { earlierBands, type Problem, type Published, publish, startWithBook } from "./policies.ts";
import { discardServer, type RunningServer } from "./server.ts";

export interface Answer {
  id?: number;
  job?: { id: string };
  problems?: Problem[];
}

/** A current decision as it is stored. */
export interface Decided {
  id: string;
  loan: string;
  borrower: string;
  arm: number | null;
  treatment: string;
  priority: number;
  rule: number;
  net: number | null;
  lead: boolean;
  outstanding: number | null;
  risk: number;
  championScore: number | null;
}

export interface Shown {
  state: string;
  active: boolean;
  plan: { borrowers: number; requiredBorrowers: number };
  championVersions: number[];
  modelVersion: number | null;
  arms: {
    name: string;
    share: number;
    borrowers: number;
    loans: number;
    risk: { mean: number; low: number; high: number };
  }[];
  result: {
    windowsOver: number;
    fatesKnown: number;
    winner: string | null;
    refusal: string | null;
    difference: number | null;
    low: number | null;
    high: number | null;
  };
}

export const softer = [
  { treatment: "REMINDER", from: 0, fromInclusive: true },
  { treatment: "SETTLEMENT_OFFER", from: 0.4, fromInclusive: true },
  { treatment: "LEGAL_ACTION", from: 0.6, fromInclusive: false },
];
export const random = {
  name: "Leave some alone",
  share: 0.3,
  treatments: ["NO_ACTION", "REMINDER", "SETTLEMENT_OFFER"],
  windowDays: 30,
  minimumEffect: 1000,
};

/** A book of open loans that a trained model has scored, on which experiments are run. */
export class Laboratory {
  readonly server: RunningServer;
  readonly admin: Client;
  /** The file of the open loans. */
  readonly current: string;

  private constructor(server: RunningServer, admin: Client, current: string) {
    this.server = server;
    this.admin = admin;
    this.current = current;
  }

  static async open(size: { rows?: number; history?: number } = {}): Promise<Laboratory> {
    const { server, admin, current } = await startWithBook(size);
    const lab = new Laboratory(server, admin, current);
    await lab.publish(earlierBands);
    return lab;
  }

  close(): Promise<void> {
    return discardServer(this.server);
  }

  async create(input: object, by = this.admin): Promise<Answer> {
    const { answer } = await by.data<{ answer: Answer }>(
      `mutation ($input: ExperimentInput!) { answer: createExperiment(input: $input) {
         ... on Experiment { id } ... on Refusal { problems { path message } } } }`,
      { input },
    );
    return answer;
  }

  /** Starts or stops an experiment and waits for the run that applies it. */
  async change(what: "start" | "stop", id: number, by = this.admin): Promise<Answer> {
    const { answer } = await by.data<{ answer: Answer }>(
      `mutation ($id: Int!) { answer: ${what}Experiment(id: $id) {
         ... on ExperimentChange { job { id } } ... on Refusal { problems { path message } } } }`,
      { id },
    );
    if (answer.job) await this.admin.finishJob(answer.job.id);
    return answer;
  }

  /** Saves and starts an experiment. @returns its id */
  async run(input: object): Promise<number> {
    const created = await this.create(input);
    const started = created.id === undefined ? created : await this.change("start", created.id);
    if (started.problems) throw new Error(JSON.stringify(started.problems));
    return created.id!;
  }

  publish(bands: object[], more: object = {}): Promise<Published> {
    return publish(this.admin, { bands, ...more });
  }

  /** The active run's current decisions, by loan. */
  async decisions(): Promise<Map<string, Decided>> {
    const { rows } = await withDatabase(this.server.dataDir, (client) =>
      client.query<Decided>(
        `SELECT DISTINCT ON (d.loan_id) d.run_id || ':' || d.loan_id || ':' || d.revision AS id, l.external_id AS loan,
           d.borrower_id AS borrower, d.arm, d.treatment, d.priority, d.rule, d.expected_net_recovery AS net,
           d.is_lead AS lead, d.outstanding::float8 AS outstanding, d.risk_score AS risk,
           d.champion_score AS "championScore"
         FROM decision d JOIN loan l ON l.id = d.loan_id
         WHERE d.run_id = (SELECT active_run_id FROM installation) ORDER BY d.loan_id, d.revision DESC`,
      ),
    );
    return new Map(rows.map((row) => [row.loan, row]));
  }

  async show(id: number): Promise<Shown> {
    const { experiment } = await this.admin.data<{ experiment: Shown }>(
      `query ($id: Int!) { experiment(id: $id) { state active plan { borrowers requiredBorrowers } championVersions
         modelVersion arms { name share borrowers loans risk { mean low high } }
         result { windowsOver fatesKnown winner refusal difference low high } } }`,
      { id },
    );
    return experiment;
  }

  /** Publishes rules and holds what the preview said of them against what became of the loans. */
  async previewAndPublish(
    bands: object[],
  ): Promise<Record<"foreseen" | "happened", Record<string, number | undefined>>> {
    const { simulatePolicy } = await this.admin.data<{
      simulatePolicy: { effect: { movements: { from: string; to: string; loans: number }[] } };
    }>(
      `query ($rules: PolicyRulesInput!) { simulatePolicy(rules: $rules) {
         ... on PolicySimulation { effect { movements { from to loans } } } } }`,
      { rules: { bands } },
    );
    const old = await this.decisions();
    const { problems } = await this.publish(bands);
    if (problems) throw new Error(JSON.stringify(problems));
    const after = await this.decisions();
    const moves = Map.groupBy(
      after.keys(),
      (loan) => `${old.get(loan)!.treatment} ${after.get(loan)!.treatment}`,
    );
    return {
      foreseen: Object.fromEntries(
        simulatePolicy.effect.movements.map(({ from, to, loans }) => [`${from} ${to}`, loans]),
      ),
      happened: Object.fromEntries([...moves].map(([move, loans]) => [move, loans.length])),
    };
  }

  async replays(decision: string): Promise<boolean> {
    const { replay } = await this.admin.data<{ replay: { matches: boolean } }>(
      "query ($id: ID!) { replay: replayDecision(id: $id) { matches } }",
      { id: decision },
    );
    return replay.matches;
  }

  /** Moves everybody's entry to a day, as if the experiment had begun then. */
  async enterOn(day: string): Promise<{ cost: number; arm: number }[]> {
    return withDatabase(this.server.dataDir, async (client) => {
      await client.query("UPDATE experiment_borrower SET entered_at = $1::timestamptz", [`${day}T12:00:00Z`]);
      return (await client.query<{ cost: number; arm: number }>("SELECT cost, arm FROM experiment_borrower"))
        .rows;
    });
  }

  /** The current book as a later file has it, with what became of some loans. */
  laterFile(asOf: string, statusOf: (loan: string) => string): string {
    const [head, ...lines] = this.current.trimEnd().split("\n");
    const columns = head.split(",");
    const place = (name: string) => columns.indexOf(name);
    const rows = lines.map((line) => {
      const cells = line.split(",");
      cells[place("As_Of_Date")] = asOf;
      cells[place("Recovery_Status")] = statusOf(cells[place("Loan_ID")]);
      return cells.join(",");
    });
    return `${[head, ...rows].join("\n")}\n`;
  }
}

/** Each borrower's arm. */
export function arms(decided: Map<string, Decided>): Map<string, number | null> {
  return new Map([...decided.values()].map(({ borrower, arm }) => [borrower, arm]));
}
