import { Alert, Group, Loader, Progress, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { formatPercent } from "./format.ts";

interface JobProgressProps {
  job: {
    state: "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED";
    progress: number;
    message: string;
    failure?: string | null;
  } | null;
  /** What is being done: "Importing", "Training". */
  title: string;
  /** Shown when it has succeeded. */
  done?: ReactNode;
}

/** Long work: how far it is, what it is doing, how it ended. */
export function JobProgress({ job, title, done }: JobProgressProps) {
  if (job?.state === "FAILED") {
    return (
      <Alert color="red" icon={<IconAlertTriangle size={18} />} title={`${title} failed`} role="alert">
        {job.failure ?? "No reason was given."}
      </Alert>
    );
  }
  if (job?.state === "SUCCEEDED") {
    return done ? (
      <Alert color="teal" icon={<IconCheck size={18} />} role="status">
        {done}
      </Alert>
    ) : null;
  }
  return (
    <Stack gap={6} role="status" aria-live="polite">
      <Group justify="space-between">
        <Group gap="xs">
          <Loader size={14} />
          <Text size="sm" fw={600}>
            {title}
          </Text>
        </Group>
        <Text size="sm" c="dimmed" className="number">
          {formatPercent(job?.progress ?? 0)}
        </Text>
      </Group>
      <Progress value={(job?.progress ?? 0) * 100} aria-label={title} animated />
      <Text size="xs" c="dimmed">
        {job?.message || (job?.state === "RUNNING" ? "Working" : "Waiting for its turn")}
      </Text>
    </Stack>
  );
}
