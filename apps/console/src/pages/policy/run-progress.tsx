import { useEffect } from "react";
import { JobProgress } from "../../components/job-progress.tsx";
import { useJob } from "../jobs/use-job.ts";

/** A version that is on its way into force. */
export interface Putting {
  version: number;
  jobId: string;
}

/** The whole book being decided by a new version, until the worklist has been switched over. */
export function RunProgress({ putting, onActive }: { putting: Putting; onActive: () => void }) {
  const { version, jobId } = putting;
  const job = useJob(jobId);
  // The button that began it may be far below.
  useEffect(() => window.scrollTo({ top: 0, behavior: "smooth" }), []);
  const isDone = job?.state === "SUCCEEDED";
  useEffect(() => {
    if (isDone) onActive();
  }, [isDone, onActive]);
  return (
    <JobProgress
      job={job}
      title={`Deciding the book by version ${version}`}
      done={`Version ${version} is in force.`}
    />
  );
}
