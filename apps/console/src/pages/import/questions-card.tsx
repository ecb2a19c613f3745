import { Checkbox, Group, Radio, Stack, Text } from "@mantine/core";
import { Section } from "../../components/section.tsx";
import type { MappingState } from "./mapping-state.ts";
import type { Preview } from "./queries.ts";

interface QuestionsCardProps {
  preview: Preview;
  state: MappingState;
  onChange: (next: Partial<MappingState>) => void;
}

/** The outcome and its values have a card of their own. */
const askedElsewhere = ["outcome-values", "no-outcome"];

/** What the file itself leaves open. */
export function QuestionsCard({ preview, state, onChange }: QuestionsCardProps) {
  const questions = preview.questions.filter(({ code }) => !askedElsewhere.includes(code));
  if (questions.length === 0) return null;
  return (
    <Section title="Please look at">
      <Stack gap="lg">
        {questions.map(({ code, column, message }) => (
          <Stack gap="xs" key={`${code} ${column}`}>
            <Text size="sm">{message}</Text>
            <Answer code={code} state={state} onChange={onChange} />
          </Stack>
        ))}
      </Stack>
    </Section>
  );
}

function Answer({ code, state, onChange }: { code: string } & Omit<QuestionsCardProps, "preview">) {
  if (code === "date-order") {
    return (
      <Radio.Group
        aria-label="Order of day and month"
        value={state.dateOrder}
        onChange={(value) => onChange({ dateOrder: value as MappingState["dateOrder"] })}
      >
        <Group>
          <Radio value="DAY_FIRST" label="Day first: 03/04 is 3 April" />
          <Radio value="MONTH_FIRST" label="Month first: 03/04 is March 4" />
        </Group>
      </Radio.Group>
    );
  }
  if (code === "decimal-separator") {
    return (
      <Radio.Group
        aria-label="Decimal sign"
        value={state.decimalSeparator}
        onChange={(value) => onChange({ decimalSeparator: value as MappingState["decimalSeparator"] })}
      >
        <Group>
          <Radio value="." label="Point: 1,234.50" />
          <Radio value="," label="Comma: 1.234,50" />
        </Group>
      </Radio.Group>
    );
  }
  if (code === "no-loan-id") {
    return (
      <Checkbox
        label="Each row is a loan of its own"
        checked={state.rowNumberIds}
        onChange={(event) => onChange({ rowNumberIds: event.currentTarget.checked })}
      />
    );
  }
  return null;
}
