import { Group, Radio, SimpleGrid, Stack, Text } from "@mantine/core";
import { formatAmount } from "../../components/format.ts";
import { problemAt } from "../../components/problems.ts";
import { NumberField } from "./number-field.tsx";
import { Assumption, type PartProps } from "./part.tsx";
import { priorityLabels, prioritySentences } from "./words.ts";

interface CapacityPartProps extends PartProps {
  /** Solved by the server for these rules; null while it is asked. */
  prices: { agentHour: number; legalCase: number } | null;
  currency: string;
}

/** What a month's work may use, and what one more unit of it would be worth. */
export function CapacityPart({ rules, problems, onChange, prices, currency }: CapacityPartProps) {
  const { capacity } = rules;
  const set = (next: Partial<typeof capacity>) =>
    onChange({ ...rules, capacity: { ...capacity, ...next } }, `capacity.${Object.keys(next)[0]}`);
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <NumberField
          label="Agent hours a month"
          placeholder="as many as it takes"
          thousandSeparator=","
          isOptional
          value={capacity.agentHoursPerMonth ?? null}
          error={problemAt(problems, "rules.capacity.agentHoursPerMonth")}
          onChange={(agentHoursPerMonth) => set({ agentHoursPerMonth })}
        />
        <NumberField
          label="Legal cases a month"
          placeholder="as many as it takes"
          thousandSeparator=","
          isOptional
          value={capacity.legalCasesPerMonth ?? null}
          error={problemAt(problems, "rules.capacity.legalCasesPerMonth")}
          onChange={(legalCasesPerMonth) => set({ legalCasesPerMonth })}
        />
      </SimpleGrid>
      <div role="status">
        {capacity.agentHoursPerMonth !== null && (
          <Worth unit="agent-hour" price={prices?.agentHour} currency={currency} />
        )}
        {capacity.legalCasesPerMonth !== null && (
          <Worth unit="legal case" price={prices?.legalCase} currency={currency} />
        )}
        {prices && prices.agentHour + prices.legalCase > 0 && (
          <Group gap="xs" mt={6}>
            <Assumption />
            <Text size="xs" c="dimmed">
              Rests on Economics.
            </Text>
          </Group>
        )}
      </div>
    </Stack>
  );
}

function Worth({ unit, price, currency }: { unit: string; price: number | undefined; currency: string }) {
  if (price === undefined) {
    return (
      <Text size="sm" c="dimmed">
        Solving what one more {unit} is worth
      </Text>
    );
  }
  if (price === 0)
    return <Text size="sm">There is enough: one more {unit} a month would bring nothing.</Text>;
  return (
    <Text size="sm" component="div">
      One more {unit} a month is worth <b className="number">{formatAmount(price, currency)}</b>.
    </Text>
  );
}

const priorities = ["AMOUNT_AT_RISK", "EXPECTED_LOSS", "NET_GAIN"] as const;

/** Who is worked on first. */
export function PriorityPart({ rules, onChange }: PartProps) {
  return (
    <Radio.Group
      aria-label="Who comes first"
      value={rules.priority}
      onChange={(priority) => onChange({ ...rules, priority: priority as typeof rules.priority }, "priority")}
    >
      <Stack gap="sm">
        {priorities.map((each) => (
          <Radio key={each} value={each} label={priorityLabels[each]} description={prioritySentences[each]} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
