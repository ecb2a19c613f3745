import { csvLine, neutraliseFormula } from "@loan-recovery/ml-core/table/csv-write";
import busboy from "busboy";
import { type Request, type Response, Router } from "express";
import type { Authenticate } from "../access/authenticate.js";
import { actorOf, HttpError, requireAccess, requireSameOrigin } from "../access/http.js";
import type { App } from "../context.js";
import { type DatasetRow, findDatasets, findDuplicateOf } from "./datasets.js";
import { maxFileSize, storeUpload, UploadRefused } from "./upload.js";

/** Uploads at once; each holds a database connection while it lasts. */
const mostUploads = 3;

/** Upload and downloads of datasets: what is too big, or no fit, for GraphQL. */
export function datasetRoutes(app: App, authenticate: Authenticate): Router {
  const router = Router();
  let running = 0;
  router.post(
    "/datasets",
    requireSameOrigin(app.config.publicUrl),
    requireAccess(authenticate, "POST /datasets"),
    async (request, response) => {
      if (running >= mostUploads) {
        throw new HttpError(
          503,
          "BUSY",
          `${mostUploads} uploads are under way: try again when one has finished.`,
        );
      }
      running++;
      try {
        const dataset = await receive(app, request, response);
        const duplicateOf = await findDuplicateOf(app.sql, dataset);
        response.status(201).json({
          dataset: {
            id: String(dataset.id),
            state: dataset.state,
            duplicateOf: duplicateOf === null ? null : String(duplicateOf),
          },
        });
      } finally {
        running--;
      }
    },
  );
  const rejects = "GET /datasets/:id/rejects.csv";
  router.get("/datasets/:id/rejects.csv", requireAccess(authenticate, rejects), (request, response) =>
    sendRejects(app, request, response),
  );
  return router;
}

/** Takes the first file of a multipart request, as fast as the database does. */
async function receive(app: App, request: Request, response: Response): Promise<DatasetRow> {
  const form = openForm(request);
  try {
    return await new Promise<DatasetRow>((resolve, reject) => {
      let isTaken = false;
      form.on("file", (_field, stream, { filename }) => {
        if (isTaken) {
          stream.resume();
          reject(new HttpError(400, "ONE_FILE", "Send one file at a time."));
          return;
        }
        isTaken = true;
        stream.on("limit", () => stream.destroy(new UploadRefused("TOO_LARGE", "The file is too large.")));
        const upload = { fileName: filename ?? "", book: "REAL" as const, bytes: stream };
        storeUpload(app, actorOf(response), upload).then(resolve, reject);
      });
      form.on("error", (error) =>
        reject(new HttpError(400, "BAD_MULTIPART", `${(error as Error).message}.`)),
      );
      form.on("close", () => {
        if (!isTaken) reject(new HttpError(400, "NO_FILE", "The request holds no file."));
      });
      request.on("aborted", () => form.destroy(new Error("The sender stopped in the middle")));
      request.pipe(form);
    });
  } catch (error) {
    // What the sender has not sent yet is not wanted any more.
    request.unpipe(form);
    request.resume();
    response.setHeader("Connection", "close");
    if (!(error instanceof UploadRefused)) throw error;
    throw new HttpError(error.code === "TOO_LARGE" ? 413 : 422, error.code, error.message);
  }
}

function openForm(request: Request) {
  try {
    const limits = { files: 2, fields: 20, fieldSize: 1024, parts: 30, fileSize: maxFileSize + 1 };
    return busboy({ headers: request.headers, defParamCharset: "utf8", limits });
  } catch {
    throw new HttpError(415, "NOT_MULTIPART", "Send the file as multipart/form-data.");
  }
}

/** Streams a dataset's rejects as CSV for a spreadsheet, where people mend the file. */
async function sendRejects(app: App, request: Request, response: Response): Promise<void> {
  const id = /^\d{1,9}$/.test(String(request.params.id)) ? Number(request.params.id) : 0;
  const dataset = (await findDatasets(app.sql, [id]))[0];
  if (!dataset) throw new HttpError(404, "NOT_FOUND", "There is no such dataset.");
  response.setHeader("Content-Type", "text/csv; charset=utf-8");
  response.setHeader("Content-Disposition", `attachment; filename="rejects-${id}.csv"`);
  response.write(csvLine(["Row", "Column", "Value", "Reason", "Whole_Row"]));
  for (let after = "0"; ; ) {
    const { rows } = await app.sql.query<{ id: string; cells: (string | null)[] }>(
      `SELECT id, ARRAY[row_number::text, "column", value, reason, whole_row::text] AS cells FROM dataset_reject
       WHERE dataset_id = $1 AND id > $2 ORDER BY id LIMIT 2000`,
      [id, after],
    );
    if (rows.length === 0 || response.destroyed) break;
    const text = rows.map(({ cells }) => csvLine(cells.map((cell) => neutraliseFormula(cell ?? ""))));
    if (!response.write(text.join(""))) {
      await new Promise((resolve) => {
        response.once("drain", resolve);
        response.once("close", resolve);
      });
    }
    after = rows[rows.length - 1].id;
  }
  response.end();
}
