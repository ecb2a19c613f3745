import {
  ActionIcon,
  Box,
  Button,
  Group,
  Input,
  NativeSelect,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { problemAt } from "../../components/problems.ts";
import { TreatmentBadge } from "../../components/treatment.tsx";
import { NumberField } from "./number-field.tsx";
import type { PartProps } from "./part.tsx";
import {
  addTreatment,
  bySeverity,
  labelOf,
  nameFrom,
  removeTreatment,
  renameTreatment,
  type Treatment,
} from "./rules.ts";
import { channelLabels } from "./words.ts";

/** What can be done about a loan, mildest first, with what it takes. */
export function TreatmentsPart({ rules, problems, onChange }: PartProps) {
  const general = problemAt(problems, "rules.treatments");
  return (
    <Stack gap="lg">
      {general && <Input.Error>{general}</Input.Error>}
      {bySeverity(rules).map((treatment) => {
        const index = rules.treatments.indexOf(treatment);
        const set = (next: Partial<Treatment>) =>
          onChange(
            {
              ...rules,
              treatments: rules.treatments.map((each, i) => (i === index ? { ...each, ...next } : each)),
            },
            `treatments.${index}.${Object.keys(next)[0]}`,
          );
        return treatment.kind === "ACTION" ? (
          <TreatmentFields
            key={index}
            treatment={treatment}
            errorOf={(field) => problemAt(problems, `rules.treatments.${index}.${field}`)}
            onSet={set}
            onRename={(name) =>
              onChange(renameTreatment(rules, treatment.name, name), `treatments.${index}.name`)
            }
            onRemove={() => onChange(removeTreatment(rules, treatment.name), `treatments-${treatment.name}`)}
          />
        ) : (
          <Group key={index} gap="sm">
            <TreatmentBadge treatment={treatment.name} />
            <Text size="sm" c="dimmed">
              {treatment.kind === "HOLD"
                ? "Must not be treated now. The mildest of all."
                : "Could be treated and is not: what others are held against."}
            </Text>
          </Group>
        );
      })}
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={14} />}
        style={{ alignSelf: "start" }}
        onClick={() => onChange(addTreatment(rules), `treatments+${rules.treatments.length}`)}
      >
        Add a treatment
      </Button>
    </Stack>
  );
}

interface TreatmentFieldsProps {
  treatment: Treatment;
  errorOf: (field: string) => string | undefined;
  onSet: (next: Partial<Treatment>) => void;
  onRename: (name: string) => void;
  onRemove: () => void;
}

function TreatmentFields({ treatment, errorOf, onSet, onRename, onRemove }: TreatmentFieldsProps) {
  const name = labelOf(treatment.name);
  const number = (field: "cost" | "agentMinutes" | "severity" | "legalCases", label: string) => (
    <NumberField
      label={label}
      value={treatment[field]}
      error={errorOf(field)}
      onChange={(value) => value !== null && onSet({ [field]: value })}
    />
  );
  return (
    <Box
      component="fieldset"
      m={0}
      p="md"
      bd="1px solid var(--line)"
      style={{ borderRadius: 10, minWidth: 0 }}
    >
      <legend className="unseen">{name}</legend>
      <Group justify="space-between" wrap="nowrap" mb="sm">
        <TreatmentBadge treatment={treatment.name} />
        <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${name}`} onClick={onRemove}>
          <IconTrash size={16} />
        </ActionIcon>
      </Group>
      <SimpleGrid cols={{ base: 2, sm: 3 }} spacing="sm">
        <NameField name={treatment.name} error={errorOf("name")} onRename={onRename} />
        <NativeSelect
          label="Channel"
          value={treatment.channel}
          error={errorOf("channel")}
          data={Object.entries(channelLabels).map(([value, label]) => ({ value, label }))}
          onChange={(event) => onSet({ channel: event.currentTarget.value as Treatment["channel"] })}
        />
        {number("severity", "Severity")}
        {number("cost", "Cost of a loan")}
        {number("agentMinutes", "Agent minutes")}
        {number("legalCases", "Legal cases")}
      </SimpleGrid>
    </Box>
  );
}

/** The name counts when the field is left: half a name would be another treatment at every letter. */
function NameField({
  name,
  error,
  onRename,
}: {
  name: string;
  error: string | undefined;
  onRename: (name: string) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const leave = () => {
    if (typed !== null && nameFrom(typed) !== name) onRename(nameFrom(typed));
    setTyped(null);
  };
  return (
    <TextInput
      label="Name"
      value={typed ?? (name === "" ? "" : labelOf(name))}
      error={error}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={leave}
    />
  );
}
