import { Accordion, Badge, Box, Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import type { Problem } from "../../components/problems.ts";
import type { Rules } from "./rules.ts";

/** What each part of the editor is given. */
export interface PartProps {
  rules: Rules;
  problems: readonly Problem[];
  /** @param place what is edited, so that going on there is one step to undo */
  onChange: (rules: Rules, place: string) => void;
}

interface PartFrameProps {
  value: string;
  title: string;
  /** What the part says now, so that it can stay closed. */
  summary: ReactNode;
  /** Faults inside, so that a closed part does not hide them. */
  faults: number;
  children: ReactNode;
}

/** A part of the policy: closed it says in a line what it holds. */
export function Part({ value, title, summary, faults, children }: PartFrameProps) {
  return (
    <Accordion.Item value={value}>
      <Accordion.Control>
        <Group gap="xs">
          <Title order={3}>{title}</Title>
          {faults > 0 && <Badge color="red">{faults === 1 ? "1 problem" : `${faults} problems`}</Badge>}
        </Group>
        <Text size="sm" c="dimmed" mt={2} style={{ textWrap: "pretty" }}>
          {summary}
        </Text>
      </Accordion.Control>
      <Accordion.Panel>
        <Box pt={4}>{children}</Box>
      </Accordion.Panel>
    </Accordion.Item>
  );
}

/** Marks what rests on what a person assumed, and on no measurement. */
export function Assumption() {
  return (
    <Badge color="grape" title="Entered by a person, not measured">
      Assumption
    </Badge>
  );
}
