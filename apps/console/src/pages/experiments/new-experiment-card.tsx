import { useMutation, useQuery } from "@apollo/client/react";
import {
  Alert,
  Button,
  Checkbox,
  Group,
  NumberInput,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { type UseFormReturnType, useForm } from "@mantine/form";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { Section } from "../../components/section.tsx";
import { treatmentLabel } from "../../components/treatment.tsx";
import { useSettings } from "../shell/session.ts";
import { Plan } from "./plan.tsx";
import { choicesQuery, createMutation, planQuery } from "./queries.ts";

interface Values {
  name: string;
  kind: "POLICY" | "RANDOM";
  policyVersion: string | null;
  treatments: string[];
  /** In per cent. */
  share: number | string;
  windowDays: number | string;
  minimumEffect: number | string;
}

/** Plans an experiment; the sample size follows what is typed. */
export function NewExperimentCard({ onSaved }: { onSaved: () => void }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [create, { loading }] = useMutation(createMutation);
  const form = useForm<Values>({
    initialValues: {
      name: "",
      kind: "POLICY",
      policyVersion: null,
      treatments: [],
      share: 50,
      windowDays: 90,
      minimumEffect: "",
    },
  });

  async function submit({ name, kind, policyVersion, treatments, share, windowDays, minimumEffect }: Values) {
    setProblem(null);
    const input = {
      name,
      share: Number(share) / 100,
      policyVersion: kind === "POLICY" && policyVersion !== null ? Number(policyVersion) : null,
      treatments: kind === "RANDOM" ? treatments : null,
      windowDays: Math.round(Number(windowDays)),
      minimumEffect: Number(minimumEffect),
    };
    try {
      const answer = (await create({ variables: { input } })).data?.createExperiment;
      if (answer?.__typename === "Experiment") {
        form.reset();
        onSaved();
      } else report(answer?.problems ?? []);
    } catch (error) {
      setProblem((error as Error).message);
    }
  }

  /** Beside the field, where it is shown. */
  function report(problems: readonly { path: string; message: string }[]) {
    for (const { path, message } of problems) {
      const shown = path === "policyVersion" && form.values.kind === "RANDOM" ? "treatments" : path;
      if (shown in form.values) form.setFieldError(shown, message);
      else setProblem(message);
    }
    if (problems.length === 0) setProblem("The experiment was not saved.");
  }

  return (
    <Section
      title="New experiment"
      hint="It changes nothing before you start it. The champion is whatever policy is in force."
    >
      <form onSubmit={form.onSubmit(submit)}>
        <Stack gap="lg">
          <TextInput label="Name" maxLength={80} {...form.getInputProps("name")} />
          <ChallengerFields form={form} />
          <SizeFields form={form} />
          <LivePlan
            share={Number(form.values.share) / 100}
            minimumEffect={Number(form.values.minimumEffect)}
          />
          {problem && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          <Group>
            <Button type="submit" loading={loading}>
              Save as a draft
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

type Form = UseFormReturnType<Values>;

function ChallengerFields({ form }: { form: Form }) {
  const { data } = useQuery(choicesQuery, { fetchPolicy: "cache-and-network" });
  const active = data?.activePolicy;
  const versions = data?.policies.nodes.filter(({ version }) => version !== active?.version) ?? [];
  const treatments = active?.rules.treatments ?? [];
  const drawable = treatments.filter(
    ({ name, kind, legalCases }) => kind !== "HOLD" && legalCases === 0 && name !== "LEGAL_ACTION",
  );
  return (
    <Stack gap="sm">
      <Text size="sm" fw={500} id="challenger">
        Challenger
      </Text>
      <SegmentedControl
        aria-labelledby="challenger"
        data={[
          { value: "POLICY", label: "Another policy" },
          { value: "RANDOM", label: "At random" },
        ]}
        {...form.getInputProps("kind")}
      />
      {form.values.kind === "POLICY" ? (
        <Select
          label="Version"
          placeholder={versions.length > 0 ? "Choose a version" : "There is no other version yet"}
          data={versions.map(({ version, note }) => ({
            value: String(version),
            label: `Version ${version}: ${note}`,
          }))}
          {...form.getInputProps("policyVersion")}
        />
      ) : (
        <Checkbox.Group
          label="Treatments"
          description="Each borrower gets one of these, drawn evenly, where the guardrails permit it."
          {...form.getInputProps("treatments")}
        >
          <Group mt="xs">
            {drawable.map(({ name }) => (
              <Checkbox key={name} value={name} label={treatmentLabel(name)} />
            ))}
          </Group>
        </Checkbox.Group>
      )}
    </Stack>
  );
}

function SizeFields({ form }: { form: Form }) {
  const settings = useSettings();
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="lg" verticalSpacing="md">
      <NumberInput
        label="Borrowers with the challenger"
        description="Chosen by chance, and kept."
        min={1}
        max={99}
        suffix=" %"
        {...form.getInputProps("share")}
      />
      <NumberInput
        label="Window in days"
        description="Cash counts this long after entry."
        min={1}
        max={730}
        allowDecimal={false}
        {...form.getInputProps("windowDays")}
      />
      <NumberInput
        label={`Smallest difference that matters${settings ? `, ${settings.currency}` : ""}`}
        description="In net cash per borrower."
        min={0}
        thousandSeparator
        {...form.getInputProps("minimumEffect")}
      />
    </SimpleGrid>
  );
}

/** How long the figures must rest before the server is asked. */
const pause = 400;

function LivePlan(sizing: { share: number; minimumEffect: number }) {
  const [variables] = useDebouncedValue(sizing, pause);
  const isAskable = variables.share > 0 && variables.share < 1 && variables.minimumEffect > 0;
  const { data, previousData } = useQuery(planQuery, {
    variables,
    skip: !isAskable,
    fetchPolicy: "no-cache",
  });
  const answer = isAskable ? (data ?? previousData)?.planExperiment : undefined;
  if (answer?.__typename === "ExperimentPlan") return <Plan plan={answer} />;
  return (
    <Text size="sm" c="dimmed">
      {answer?.problems[0].message ??
        "With the smallest difference that matters, the sample size is shown here."}
    </Text>
  );
}
