import { Alert } from "@mantine/core";
import type { Problem } from "../../components/problems.ts";

/** Problems that belong to no field that is shown. */
export function ProblemAlerts({ problems }: { problems: readonly Problem[] }) {
  return problems
    .filter(({ path }) => path !== "note" && !path.startsWith("rules."))
    .map(({ message }) => (
      <Alert key={message} color="red" role="alert">
        {message}
      </Alert>
    ));
}
