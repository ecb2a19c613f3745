import { useMutation, useQuery } from "@apollo/client/react";
import { Alert, Button, Group, NumberInput, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { type UseFormReturnType, useForm } from "@mantine/form";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { Section } from "../../components/section.tsx";
import { useSettings } from "../shell/session.ts";
import { ChallengerFields, type ChallengerValues, challengerOf, fieldOf } from "./challenger-fields.tsx";
import { Plan } from "./plan.tsx";
import { createMutation, planQuery } from "./queries.ts";

interface Values extends ChallengerValues {
  name: string;
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
      modelVersion: null,
      treatments: [],
      share: 50,
      windowDays: 90,
      minimumEffect: "",
    },
  });

  async function submit(values: Values) {
    setProblem(null);
    const { name, share, windowDays, minimumEffect } = values;
    const input = {
      name,
      ...challengerOf(values),
      share: Number(share) / 100,
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
      const shown = path === "policyVersion" ? fieldOf[form.values.kind] : path;
      if (shown in form.values) form.setFieldError(shown, message);
      else setProblem(message);
    }
    if (problems.length === 0) setProblem("The experiment was not saved.");
  }

  return (
    <Section
      title="New experiment"
      hint="It changes nothing before you start it. The champion is whatever policy and model are in force."
    >
      <form onSubmit={form.onSubmit(submit)}>
        <Stack gap="lg">
          <TextInput label="Name" maxLength={80} {...form.getInputProps("name")} />
          <ChallengerFields kind={form.values.kind} getInputProps={form.getInputProps} />
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

function SizeFields({ form }: { form: UseFormReturnType<Values> }) {
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
