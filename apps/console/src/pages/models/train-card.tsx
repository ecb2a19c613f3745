import { useMutation } from "@apollo/client/react";
import {
  Alert,
  Anchor,
  Button,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  Text,
} from "@mantine/core";
import { type UseFormReturnType, useForm } from "@mantine/form";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { JobProgress } from "../../components/job-progress.tsx";
import { Section } from "../../components/section.tsx";
import type { Classifier } from "../../gql/graphql.ts";
import { isFinished, useJob } from "../jobs/use-job.ts";
import { isClassifier, methods } from "./methods.ts";
import { trainMutation } from "./queries.ts";

interface Options {
  classifier: Classifier;
  trees: number | string;
  seed: number | string;
  ignoreColumns: string[];
  allowColumns: string[];
}

interface TrainCardProps {
  onTrained: () => void;
  /** Columns that models before this one used. */
  columns: string[];
  /** Columns that were kept from them. */
  guardedColumns: string[];
}

/** Starts a training and shows how it goes on. */
export function TrainCard({ onTrained, columns, guardedColumns }: TrainCardProps) {
  const [jobId, setJobId] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [train, { loading }] = useMutation(trainMutation);
  const job = useJob(jobId);
  const isDone = job?.state === "SUCCEEDED";
  useEffect(() => {
    if (isDone) onTrained();
  }, [isDone, onTrained]);
  const form = useForm<Options>({
    initialValues: { classifier: "RANDOM_FOREST", trees: "", seed: 42, ignoreColumns: [], allowColumns: [] },
  });

  async function submit({ trees, seed, ...rest }: Options) {
    setProblem(null);
    const number = (value: number | string) => (value === "" ? undefined : Number(value));
    const { hasTrees } = methods[rest.classifier];
    const input = { trees: hasTrees ? number(trees) : undefined, seed: number(seed), ...rest };
    try {
      const result = (await train({ variables: { input } })).data?.trainModel;
      if (result?.__typename === "Job") setJobId(result.id);
      else report(result?.problems ?? []);
    } catch (error) {
      setProblem((error as Error).message);
    }
  }

  /** Beside the field, where one is at fault. */
  function report(problems: readonly { path: string; message: string }[]) {
    for (const { path, message } of problems) {
      if (path in form.values) form.setFieldError(path, message);
      else setProblem(message);
    }
    if (problems.length === 0) setProblem("The training was not started.");
  }

  return (
    <Section
      title="Train a model"
      hint="It learns from every loan whose outcome is known, and is judged on loans that it had not seen. It changes nothing until you make it active."
    >
      <form onSubmit={form.onSubmit(submit)}>
        <Stack gap="lg">
          <OptionFields form={form} columns={columns} guardedColumns={guardedColumns} />
          {problem && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          {jobId !== null && <JobProgress job={job} title="Training" done={<Done id={job?.subjectId} />} />}
          <Group>
            <Button type="submit" loading={loading} disabled={jobId !== null && !isFinished(job)}>
              Start training
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

function Done({ id }: { id: string | null | undefined }) {
  return (
    <>
      The model is trained.{" "}
      <Anchor component={Link} to={`/models/${id}`} inherit>
        See what it can do
      </Anchor>
    </>
  );
}

/** How the model learns, each way with what speaks for it. */
function MethodField({ form }: { form: UseFormReturnType<Options> }) {
  const { value, onChange, error } = form.getInputProps("classifier");
  return (
    <Select
      label="Method"
      description={methods[form.values.classifier].description}
      data={Object.entries(methods).map(([name, { label }]) => ({ value: name, label }))}
      allowDeselect={false}
      maxDropdownHeight={340}
      value={value}
      error={error}
      onChange={(chosen) => isClassifier(chosen) && onChange(chosen)}
      renderOption={({ option }) => (
        <div>
          <Text size="sm">{option.label}</Text>
          <Text size="xs" c="dimmed">
            {isClassifier(option.value) && methods[option.value].description}
          </Text>
        </div>
      )}
      maw={{ sm: "calc(50% - 10px)" }}
    />
  );
}

interface OptionFieldsProps {
  form: UseFormReturnType<Options>;
  columns: string[];
  guardedColumns: string[];
}

function OptionFields({ form, columns, guardedColumns }: OptionFieldsProps) {
  const { hasTrees } = methods[form.values.classifier];
  return (
    <>
      <MethodField form={form} />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg" verticalSpacing="md">
        <NumberInput
          label="Trees"
          description={hasTrees ? "More take longer and are hardly ever worse." : "This method has none."}
          disabled={!hasTrees}
          placeholder="as many as usual"
          min={1}
          max={2000}
          {...form.getInputProps("trees")}
        />
        <NumberInput
          label="Seed"
          description="The same seed on the same data makes the same model."
          min={0}
          max={2147483647}
          {...form.getInputProps("seed")}
        />
        <TagsInput
          label="Leave out columns"
          description="That the model must not use. Press Enter after each name."
          data={columns}
          {...form.getInputProps("ignoreColumns")}
        />
        <TagsInput
          label="Allow guarded columns"
          description="That would be left out for your protection. Press Enter after each name."
          data={guardedColumns}
          {...form.getInputProps("allowColumns")}
        />
      </SimpleGrid>
      {form.values.allowColumns.length > 0 && (
        <Alert color="yellow">
          Columns that are known only after collection make a model look better than it is. A model that used
          one is marked and can never become active.
        </Alert>
      )}
    </>
  );
}
