import {
  ActionIcon,
  Box,
  Button,
  Checkbox,
  Group,
  Input,
  Menu,
  SimpleGrid,
  Stack,
  Switch,
  Text,
} from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { factLabels, facts } from "../../components/facts.ts";
import { problemAt } from "../../components/problems.ts";
import { TreatmentBadge } from "../../components/treatment.tsx";
import type { Fact } from "../../gql/graphql.ts";
import { NumberField } from "./number-field.tsx";
import type { PartProps } from "./part.tsx";
import { actionsOf, type Limit, labelOf } from "./rules.ts";

/** What goes before every score: who is on hold, and what each treatment needs. */
export function GuardrailsPart({ rules, problems, onChange }: PartProps) {
  const { guardrails } = rules;
  const set = (next: Partial<typeof guardrails>, place: string) =>
    onChange({ ...rules, guardrails: { ...guardrails, ...next } }, place);
  return (
    <Stack gap="xl">
      <Box>
        <Input.Label labelElement="div">On hold, whatever the score</Input.Label>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" mt="xs">
          {facts.map((fact) => (
            <Switch
              key={fact}
              label={factLabels[fact]}
              checked={guardrails.holdFacts.includes(fact)}
              onChange={() => set({ holdFacts: toggled(guardrails.holdFacts, fact) }, `hold.${fact}`)}
            />
          ))}
        </SimpleGrid>
      </Box>
      <NumberField
        label="On hold below this many days past due"
        description="1 holds loans that are not late yet, 0 holds none for it."
        maw={340}
        value={guardrails.holdBelowDaysPastDue}
        error={problemAt(problems, "rules.guardrails.holdBelowDaysPastDue")}
        onChange={(days) => days !== null && set({ holdBelowDaysPastDue: days }, "holdBelowDaysPastDue")}
      />
      <Limits
        rules={rules}
        problems={problems}
        onChange={onChange}
        onLimits={(limits, place) => set({ limits }, place)}
      />
    </Stack>
  );
}

function toggled(list: readonly Fact[], fact: Fact): Fact[] {
  const without = list.filter((each) => each !== fact);
  return facts.filter((each) => (each === fact ? without.length === list.length : without.includes(each)));
}

interface LimitsProps extends PartProps {
  onLimits: (limits: Limit[], place: string) => void;
}

function Limits({ rules, problems, onLimits }: LimitsProps) {
  const { limits } = rules.guardrails;
  const free = actionsOf(rules).filter(({ name }) => !limits.some(({ treatment }) => treatment === name));
  const add = (treatment: string) =>
    onLimits(
      [...limits, { treatment, minOutstanding: null, minDaysPastDue: null, forbiddenFacts: null }],
      `limits+${treatment}`,
    );
  return (
    <Stack gap="sm">
      <div>
        <Input.Label labelElement="div">What a treatment needs</Input.Label>
        <Text size="xs" c="dimmed">
          Where it is not given, the loan gets the next milder permitted treatment. An unknown amount or
          number of days does not reach a limit.
        </Text>
      </div>
      {limits.map((limit, index) => (
        <LimitFields
          key={limit.treatment}
          limit={limit}
          errorOf={(field) => problemAt(problems, `rules.guardrails.limits.${index}.${field}`)}
          onSet={(next) =>
            onLimits(
              limits.map((each, i) => (i === index ? { ...each, ...next } : each)),
              `limits.${index}.${Object.keys(next)[0]}`,
            )
          }
          onRemove={() =>
            onLimits(
              limits.filter((each) => each !== limit),
              `limits-${limit.treatment}`,
            )
          }
        />
      ))}
      {free.length > 0 && (
        <Menu position="bottom-start">
          <Menu.Target>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPlus size={14} />}
              style={{ alignSelf: "start" }}
            >
              Limit a treatment
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {free.map(({ name }) => (
              <Menu.Item key={name} onClick={() => add(name)}>
                {labelOf(name)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </Stack>
  );
}

interface LimitFieldsProps {
  limit: Limit;
  errorOf: (field: string) => string | undefined;
  onSet: (next: Partial<Limit>) => void;
  onRemove: () => void;
}

function LimitFields({ limit, errorOf, onSet, onRemove }: LimitFieldsProps) {
  const name = labelOf(limit.treatment);
  const forbidden = limit.forbiddenFacts ?? [];
  const treatmentError = errorOf("treatment");
  return (
    <Box
      component="fieldset"
      m={0}
      p="md"
      bd="1px solid var(--line)"
      style={{ borderRadius: 10, minWidth: 0 }}
    >
      <legend className="unseen">Limits of {name}</legend>
      <Group justify="space-between" wrap="nowrap" mb="sm">
        <TreatmentBadge treatment={limit.treatment} />
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Remove the limits of ${name}`}
          onClick={onRemove}
        >
          <IconTrash size={16} />
        </ActionIcon>
      </Group>
      {treatmentError && <Input.Error mb="sm">{treatmentError}</Input.Error>}
      <SimpleGrid cols={2} spacing="sm">
        <NumberField
          label="Amount owed from"
          placeholder="any"
          thousandSeparator=","
          isOptional
          value={limit.minOutstanding ?? null}
          error={errorOf("minOutstanding")}
          onChange={(minOutstanding) => onSet({ minOutstanding })}
        />
        <NumberField
          label="Days past due from"
          placeholder="any"
          isOptional
          value={limit.minDaysPastDue ?? null}
          error={errorOf("minDaysPastDue")}
          onChange={(minDaysPastDue) => onSet({ minDaysPastDue })}
        />
      </SimpleGrid>
      <Input.Label labelElement="div" mt="md" mb={6}>
        Never for
      </Input.Label>
      <Group gap="8px 18px">
        {facts.map((fact) => (
          <Checkbox
            key={fact}
            size="xs"
            label={factLabels[fact]}
            checked={forbidden.includes(fact)}
            onChange={() => {
              const next = toggled(forbidden, fact);
              onSet({ forbiddenFacts: next.length > 0 ? next : null });
            }}
          />
        ))}
      </Group>
    </Box>
  );
}
