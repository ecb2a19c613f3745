import { Alert } from "@mantine/core";
import type { Problem } from "../../components/problems.ts";

/** What is wrong with a form that belongs to none of its fields. */
export function RestProblems({ problems }: { problems: readonly Problem[] }) {
  return problems.map(({ message }) => (
    <Alert key={message} color="red" role="alert">
      {message}
    </Alert>
  ));
}
