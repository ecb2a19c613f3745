import { Radio, Skeleton, Stack, Text } from "@mantine/core";
import { memo, useDeferredValue } from "react";
import { BandFields } from "./band-fields.tsx";
import type { Curves } from "./curve.ts";
import type { PartProps } from "./part.tsx";
import { ScoreHistogram } from "./score-histogram.tsx";
import { useStable } from "./use-stable.ts";
import { modeLabels, modeSentences } from "./words.ts";

const modes = ["THRESHOLDS", "EXPECTED_VALUE"] as const;

/** How a treatment is chosen: by the score alone, or by what each is assumed to be worth. */
export function ModePart({ rules, onChange }: PartProps) {
  return (
    <Radio.Group
      aria-label="How a treatment is chosen"
      value={rules.mode}
      onChange={(mode) => onChange({ ...rules, mode: mode as typeof rules.mode }, "mode")}
    >
      <Stack gap="sm">
        {modes.map((mode) => (
          <Radio key={mode} value={mode} label={modeLabels[mode]} description={modeSentences[mode]} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

const defaultSteps = 200;
const CalmFields = memo(BandFields);

/** The histogram with its boundaries, and the same as figures. */
export function ThresholdsPart(props: PartProps & { curves: Curves | null }) {
  const { rules, problems, onChange, curves } = props;
  // Handles and counts follow the hand at every frame, the figures as soon as there is time.
  const [calmRules, calmProblems] = [useDeferredValue(rules), useDeferredValue(problems)];
  const change = useStable(onChange);
  return (
    <Stack gap="lg">
      {rules.mode === "EXPECTED_VALUE" && (
        <Text size="sm" c="dimmed">
          Now only for loans whose amount is unknown: the others get what is worth most.
        </Text>
      )}
      {curves ? (
        <ScoreHistogram
          curves={curves}
          bands={rules.bands}
          onChange={(bands, index) => onChange({ ...rules, bands }, `rules.bands.${index}.from`)}
        />
      ) : (
        <Skeleton h={250} aria-busy="true" />
      )}
      <CalmFields
        rules={calmRules}
        problems={calmProblems}
        onChange={change}
        steps={curves?.steps ?? defaultSteps}
      />
    </Stack>
  );
}
