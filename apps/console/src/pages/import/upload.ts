import { reportSignedOut } from "../../apollo.ts";

export interface Upload {
  /** The new dataset's id. @throws Error with words for the person */
  done: Promise<string>;
  cancel: () => void;
}

interface Answer {
  dataset?: { id: string | number };
  error?: { message: string };
}

/** Sends a file with real progress, which `fetch` cannot tell. */
export function uploadFile(file: File, onProgress: (fraction: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<string>((resolve, reject) => {
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      const answer = parse(request.responseText);
      if (request.status === 401) reportSignedOut();
      if (request.status === 201 && answer?.dataset) resolve(String(answer.dataset.id));
      else reject(new Error(answer?.error?.message ?? `The server answered with ${request.status}.`));
    });
    request.addEventListener("error", () =>
      reject(new Error("The connection was lost. Nothing was imported.")),
    );
    request.addEventListener("abort", () => reject(new Error("The upload was cancelled.")));
  });
  const form = new FormData();
  form.append("file", file, file.name);
  request.open("POST", "/datasets");
  request.setRequestHeader("X-Requested-With", "loan-recovery");
  request.send(form);
  return { done, cancel: () => request.abort() };
}

function parse(text: string): Answer | null {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return null;
  }
}
