import { Box, Group, Input, NumberInput, SegmentedControl, Stack } from "@mantine/core";
import { useState } from "react";
import type { Band } from "../../components/bands.ts";
import { formatBoundary } from "../../components/format.ts";
import { treatmentLabel } from "../../components/treatment.tsx";
import { moveBoundary, rangeOf } from "./curve.ts";
import type { Problem } from "./publish-card.tsx";

interface BandFieldsProps {
  bands: readonly Band[];
  steps: number;
  problems: readonly Problem[];
  onChange: (bands: Band[]) => void;
}

/** The same boundaries as figures, and which side a score of exactly that belongs to. */
export function BandFields({ bands, steps, problems, onChange }: BandFieldsProps) {
  return (
    <Stack gap="lg">
      {bands.slice(1).map((band, i) => {
        const index = i + 1;
        const setInclusive = (fromInclusive: boolean) =>
          onChange(bands.map((each, at) => (at === index ? { ...each, fromInclusive } : each)));
        const question = `A score of exactly ${formatBoundary(band.from)} is`;
        return (
          <Group key={band.treatment} align="flex-start" gap="md">
            <BoundaryInput
              label={`${treatmentLabel(band.treatment)} from`}
              value={band.from}
              range={rangeOf(bands, index, steps)}
              step={1 / steps}
              error={problems.find(({ path }) => path === `rules.bands.${index}.from`)?.message}
              onChange={(from) => onChange(moveBoundary(bands, index, from, steps))}
            />
            <Box>
              <Input.Label labelElement="div" display="block">
                {question}
              </Input.Label>
              <SegmentedControl
                aria-label={question}
                value={band.fromInclusive ? "above" : "below"}
                onChange={(value) => setInclusive(value === "above")}
                data={[
                  { value: "below", label: treatmentLabel(bands[index - 1].treatment) },
                  { value: "above", label: treatmentLabel(band.treatment) },
                ]}
              />
            </Box>
          </Group>
        );
      })}
    </Stack>
  );
}

interface BoundaryInputProps {
  label: string;
  value: number;
  range: { low: number; high: number };
  step: number;
  error?: string;
  onChange: (value: number) => void;
}

/** A boundary in per cent. What is being typed stays as it is; it counts as soon as it lies between the neighbours. */
function BoundaryInput({ label, value, range, step, error, onChange }: BoundaryInputProps) {
  const [typed, setTyped] = useState<number | string | null>(null);
  const shown = Number((value * 100).toFixed(6));
  const read = (next: number | string) => {
    setTyped(next);
    const share = Number(next) / 100;
    if (next !== "" && share >= range.low && share <= range.high) onChange(share);
  };
  return (
    <NumberInput
      label={label}
      w={150}
      suffix="%"
      min={Number((range.low * 100).toFixed(6))}
      max={Number((range.high * 100).toFixed(6))}
      step={step * 100}
      decimalScale={1}
      value={typed ?? shown}
      error={error}
      onChange={read}
      onBlur={() => setTyped(null)}
    />
  );
}
