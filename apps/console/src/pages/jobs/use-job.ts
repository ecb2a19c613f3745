import { useQuery, useSubscription } from "@apollo/client/react";
import { graphql } from "../../gql/gql.ts";
import type { JobQuery } from "../../gql/graphql.ts";

const jobProgress = graphql(`
  subscription JobProgress($id: ID!) {
    jobProgress(id: $id) {
      id
      kind
      state
      progress
      message
      failure
      subjectId
    }
  }
`);

const jobQuery = graphql(`
  query Job($id: ID!) {
    job(id: $id) {
      id
      kind
      state
      progress
      message
      failure
      subjectId
    }
  }
`);

export type Job = NonNullable<JobQuery["job"]>;

export function isFinished(job: Job | null | undefined): boolean {
  return job?.state === "SUCCEEDED" || job?.state === "FAILED";
}

/** A job as it goes on: told by the server, and asked for every two seconds in case the socket does not get through. */
export function useJob(id: string | null): Job | null {
  const variables = { id: id ?? "" };
  const told = useSubscription(jobProgress, { variables, skip: id === null });
  const isDone = isFinished(told.data?.jobProgress);
  const asked = useQuery(jobQuery, {
    variables,
    skip: id === null || isDone,
    pollInterval: 2000,
    fetchPolicy: "network-only",
  });
  if (id === null) return null;
  const fromSocket = told.data?.jobProgress ?? null;
  const fromPoll = asked.data?.job ?? null;
  // Both write the same cache entry, so the further one is the newer one.
  const isPollNewer =
    fromPoll !== null &&
    (fromSocket === null || isFinished(fromPoll) || fromPoll.progress > fromSocket.progress);
  return isPollNewer ? fromPoll : fromSocket;
}
