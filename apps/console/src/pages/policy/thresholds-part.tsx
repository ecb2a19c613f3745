import { Radio, Skeleton, Stack, Text } from "@mantine/core";
import { createContext, memo, useContext } from "react";
import { BandFields } from "./band-fields.tsx";
import type { Curves } from "./curve.ts";
import type { PartProps } from "./part.tsx";
import type { Rules } from "./rules.ts";
import { ScoreHistogram } from "./score-histogram.tsx";
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
/** The place of what is edited by the histogram's handles. */
export const dragged = "drag";
const CalmFields = memo(BandFields);

/** What follows the hand at every frame; everything around it is drawn again when the hand rests. */
export const HandContext = createContext<{ rules: Rules; curves: Curves | null } | null>(null);

/** The histogram with its boundaries, and the same as figures. */
export function ThresholdsPart({ rules: calmRules, problems, onChange }: PartProps) {
  const { rules, curves } = useContext(HandContext) ?? { rules: calmRules, curves: null };
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
          onChange={(bands, index) => onChange({ ...rules, bands }, `${dragged} ${index}`)}
        />
      ) : (
        <Skeleton h={250} aria-busy="true" />
      )}
      <CalmFields
        rules={calmRules}
        problems={problems}
        onChange={onChange}
        steps={curves?.steps ?? defaultSteps}
      />
    </Stack>
  );
}
