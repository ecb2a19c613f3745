import { Text } from "@mantine/core";

const words = {
  CHAMPION: "treated as the policy in force says, to compare with.",
  CHALLENGER: "in the challenger's arm.",
  HOLDOUT: "treatment drawn at random, where the guardrails permit it.",
};

/** A borrower's place in an experiment: by chance, and for all loans. */
export function Arm({
  experiment,
}: {
  experiment: { name: string; arm: keyof typeof words; isKept: boolean };
}) {
  const { name, arm, isKept } = experiment;
  return (
    <Text size="xs" c="dimmed" mt="xs">
      <b>Experiment “{name}”</b>: {words[arm]}
      {isKept &&
        " Its score would have led into legal action, where an experiment moves nobody: the treatment that the model in force leads to stays."}
    </Text>
  );
}
