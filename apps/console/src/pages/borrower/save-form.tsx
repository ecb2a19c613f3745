import { Button, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import type { Problem } from "../../components/problems.ts";
import { RestProblems } from "./rest-problems.tsx";

interface SaveFormProps {
  onSend: () => Promise<void>;
  /** What is wrong with none of the fields. */
  rest: readonly Problem[];
  isSending: boolean;
  label?: string;
  color?: string;
  children: ReactNode;
}

/** A form of a few fields that is sent as a whole. */
export function SaveForm({ onSend, rest, isSending, label = "Save", color, children }: SaveFormProps) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void onSend();
      }}
    >
      <Stack>
        {children}
        <RestProblems problems={rest} />
        <Button type="submit" color={color} loading={isSending}>
          {label}
        </Button>
      </Stack>
    </form>
  );
}
