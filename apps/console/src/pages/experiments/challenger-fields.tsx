import { useQuery } from "@apollo/client/react";
import { Checkbox, Group, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import type { GetInputPropsReturnType } from "@mantine/form";
import { formatTime } from "../../components/format.ts";
import { treatmentLabel } from "../../components/treatment.tsx";
import { methodText } from "../models/methods.ts";
import { isBaseRate } from "../models/verdict.tsx";
import { useSettings } from "../shell/session.ts";
import { choicesQuery } from "./queries.ts";

/** The challenger as the form holds it. */
export interface ChallengerValues {
  kind: "POLICY" | "MODEL" | "RANDOM";
  policyVersion: string | null;
  modelVersion: string | null;
  treatments: string[];
}

/** Where each kind of challenger is chosen. */
export const fieldOf = { POLICY: "policyVersion", MODEL: "modelVersion", RANDOM: "treatments" } as const;

/** The one challenger that is chosen, as the API takes it. */
export function challengerOf({ kind, policyVersion, modelVersion, treatments }: ChallengerValues) {
  const numbered = (version: string | null) => (version === null ? null : Number(version));
  return {
    policyVersion: kind === "POLICY" ? numbered(policyVersion) : null,
    modelVersion: kind === "MODEL" ? numbered(modelVersion) : null,
    treatments: kind === "RANDOM" ? treatments : null,
  };
}

interface FieldsProps {
  kind: ChallengerValues["kind"];
  getInputProps: (field: keyof ChallengerValues) => GetInputPropsReturnType;
}

/** What is held against what is in force: another policy, another model, or treatments drawn at random. */
export function ChallengerFields({ kind, getInputProps }: FieldsProps) {
  return (
    <Stack gap="sm">
      <Text size="sm" fw={500} id="challenger">
        Challenger
      </Text>
      <SegmentedControl
        fullWidth
        aria-labelledby="challenger"
        data={[
          { value: "POLICY", label: "A policy" },
          { value: "MODEL", label: "A model" },
          { value: "RANDOM", label: "At random" },
        ]}
        {...getInputProps("kind")}
      />
      {kind === "POLICY" && <PolicyField {...getInputProps("policyVersion")} />}
      {kind === "MODEL" && <ModelField {...getInputProps("modelVersion")} />}
      {kind === "RANDOM" && <TreatmentsField {...getInputProps("treatments")} />}
    </Stack>
  );
}

function useChoices() {
  return useQuery(choicesQuery, { fetchPolicy: "cache-and-network" }).data;
}

function PolicyField(input: GetInputPropsReturnType) {
  const data = useChoices();
  const versions = data?.policies.nodes.filter(({ version }) => version !== data.activePolicy?.version) ?? [];
  return (
    <Select
      label="Version"
      placeholder={versions.length > 0 ? "Choose a version" : "There is no other version yet"}
      data={versions.map(({ version, note }) => ({
        value: String(version),
        label: `Version ${version}: ${note}`,
      }))}
      {...input}
    />
  );
}

/** Models that may decide about somebody: trained on these loans, able to tell them apart, with nothing leaked. */
function ModelField(input: GetInputPropsReturnType) {
  const data = useChoices();
  const settings = useSettings();
  const active = data?.activeModel;
  const models =
    data?.models.nodes.filter(
      (model) =>
        model.promotable &&
        !isBaseRate(model) &&
        model.book === active?.book &&
        model.version !== active.version,
    ) ?? [];
  return (
    <Select
      label="Model"
      description="It scores the challenger's borrowers, and the policy in force decides by that score. Borrowers whom it was trained on are scored out of sample."
      placeholder={models.length > 0 ? "Choose a model" : "There is no other model that could be promoted"}
      data={models.map((model) => ({
        value: String(model.version),
        label: `Model ${model.version}: ${methodText(model)}, ${formatTime(model.createdAt, settings?.timeZone)}`,
      }))}
      {...input}
    />
  );
}

function TreatmentsField(input: GetInputPropsReturnType) {
  const treatments = useChoices()?.activePolicy?.rules.treatments ?? [];
  const drawable = treatments.filter(
    ({ name, kind, legalCases }) => kind !== "HOLD" && legalCases === 0 && name !== "LEGAL_ACTION",
  );
  return (
    <Checkbox.Group
      label="Treatments"
      description="Each borrower gets one of these, drawn evenly, where the guardrails permit it."
      {...input}
    >
      <Group mt="xs">
        {drawable.map(({ name }) => (
          <Checkbox key={name} value={name} label={treatmentLabel(name)} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}
