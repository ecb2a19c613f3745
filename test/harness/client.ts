import { setTimeout as sleep } from "node:timers/promises";
import { adminEmail, adminPassword } from "./server.ts";

export interface GraphqlAnswer<T> {
  data?: T | null;
  errors?: { message: string; path?: (string | number)[]; extensions?: { code?: string } }[];
}

/** A caller with a session, a bearer token, or neither. */
export class Client {
  readonly url: string;
  private headers: Record<string, string> = {};

  constructor(url: string) {
    this.url = url;
  }

  static async signIn(url: string, email = adminEmail, password = adminPassword): Promise<Client> {
    const client = new Client(url);
    const response = await client.post("/api/auth/sign-in/email", { email, password });
    if (response.status !== 200)
      throw new Error(`Sign-in answered ${response.status}: ${await response.text()}`);
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
    client.headers = { cookie: cookies.join("; ") };
    return client;
  }

  static withToken(url: string, token: string): Client {
    const client = new Client(url);
    client.headers = { authorization: `Bearer ${token}` };
    return client;
  }

  get cookie(): string {
    return this.headers.cookie ?? "";
  }

  post(path: string, body: unknown): Promise<Response> {
    const headers = { ...this.headers, "content-type": "application/json", origin: this.url };
    return fetch(this.url + path, { method: "POST", headers, body: JSON.stringify(body) });
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.url + path, { headers: { ...this.headers, ...headers } });
  }

  /** The whole answer of a GraphQL operation, errors included. */
  async ask<T>(query: string, variables: Record<string, unknown> = {}): Promise<GraphqlAnswer<T>> {
    const response = await this.post("/graphql", { query, variables });
    return (await response.json()) as GraphqlAnswer<T>;
  }

  /** The data of a GraphQL operation. @throws Error where it has errors */
  async data<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const { data, errors } = await this.ask<T>(query, variables);
    if (errors) throw new Error(JSON.stringify(errors));
    return data as T;
  }

  /** Sends a file to the upload route. */
  upload(
    fileName: string,
    content: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const form = new FormData();
    form.append("file", new Blob([content]), fileName);
    const all = { ...this.headers, "x-requested-with": "loan-recovery", ...headers };
    return fetch(`${this.url}/datasets`, { method: "POST", headers: all, body: form });
  }

  /** Uploads and imports a file as its suggested mapping says, and waits. @returns the dataset's id */
  async importFile(
    fileName: string,
    content: string | Uint8Array<ArrayBuffer>,
    changes: Partial<Mapping> = {},
  ): Promise<string> {
    const response = await this.upload(fileName, content);
    if (response.status !== 201)
      throw new Error(`The upload answered ${response.status}: ${await response.text()}`);
    const { dataset } = (await response.json()) as { dataset: { id: string } };
    const id = String(dataset.id);
    const mapping = { ...(await this.suggestedMapping(id)), ...changes };
    await this.finishJob(
      await this.startJob(
        "importDataset(id: $id, mapping: $mapping)",
        "($id: ID!, $mapping: DatasetMappingInput!)",
        { id, mapping },
      ),
    );
    await this.settleRuns();
    return id;
  }

  /** What a person confirms who changes nothing. */
  async suggestedMapping(id: string): Promise<Mapping> {
    const { dataset } = await this.data<{ dataset: { preview: Preview } }>(
      `query ($id: ID!) { dataset(id: $id) { preview { columns { index suggestedTarget } outcomeValues { value suggested } } } }`,
      { id },
    );
    return {
      columns: dataset.preview.columns.map(({ index, suggestedTarget }) => ({
        index,
        target: suggestedTarget,
      })),
      outcomeValues: dataset.preview.outcomeValues.map(({ value, suggested }) => ({
        value,
        outcome: suggested,
      })),
      source: "default",
      coverage: "PARTIAL",
    };
  }

  /** Starts a job by a mutation that returns JobResult. @returns the job's id */
  async startJob(
    mutation: string,
    variableTypes = "",
    variables: Record<string, unknown> = {},
  ): Promise<string> {
    const { result } = await this.data<{
      result: { id?: string; problems?: { path: string; message: string }[] };
    }>(
      `mutation ${variableTypes} { result: ${mutation} { ... on Job { id } ... on Refusal { problems { path message } } } }`,
      variables,
    );
    if (!result.id) throw new Error(`Refused: ${JSON.stringify(result.problems)}`);
    return result.id;
  }

  /** Waits until a job has succeeded. @returns the id of what it made */
  async finishJob(id: string): Promise<string | null> {
    const job = await this.waitForJob(id);
    if (job.state !== "SUCCEEDED") throw new Error(`The job failed: ${job.failure}`);
    return job.subjectId;
  }

  async waitForJob(id: string): Promise<JobAnswer> {
    const deadline = Date.now() + 170_000;
    while (Date.now() < deadline) {
      const { job } = await this.data<{ job: JobAnswer }>(
        "query ($id: ID!) { job(id: $id) { kind state progress failure subjectId } }",
        { id },
      );
      if (job.state === "SUCCEEDED" || job.state === "FAILED") return job;
      await sleep(100);
    }
    throw new Error(`Job ${id} did not finish in time.`);
  }

  /** Waits until no job is queued or running. */
  async settleRuns(): Promise<void> {
    const { jobs } = await this.data<{ jobs: { nodes: { id: string; state: string }[] } }>(
      "{ jobs(first: 20) { nodes { id state } } }",
    );
    for (const job of jobs.nodes)
      if (job.state === "QUEUED" || job.state === "RUNNING") await this.waitForJob(job.id);
  }
}

export interface JobAnswer {
  kind: string;
  state: string;
  progress: number;
  failure: string | null;
  subjectId: string | null;
}

export interface Mapping {
  columns: { index: number; target: string | null }[];
  outcomeValues: { value: string; outcome: string }[];
  source: string;
  coverage: string;
  asOf?: string;
  dateOrder?: string;
  confirmGone?: boolean;
}

interface Preview {
  columns: { index: number; suggestedTarget: string | null }[];
  outcomeValues: { value: string; suggested: string }[];
}
