import { Box, Group, Text } from "@mantine/core";
import { type Band, bandOf, boundariesOf } from "./bands.ts";
import { formatBoundary, formatRisk } from "./format.ts";
import { treatmentLabel, treatmentLook } from "./treatment.tsx";

interface RiskBarProps {
  risk: number;
  bands: readonly Band[];
  width?: number;
  /** Numbers below each other end at the same place. */
  isInColumn?: boolean;
}

/** A risk as a number with a bar in the colour of its band. */
export function RiskBar({ risk, bands, width = 64, isInColumn }: RiskBarProps) {
  return (
    <Group gap={10} wrap="nowrap">
      <Text size="sm" fw={600} className="number" miw={isInColumn ? 40 : undefined} ta="right">
        {formatRisk(risk, boundariesOf(bands))}
      </Text>
      <Box aria-hidden w={width} h={5} bg="var(--track)" style={{ borderRadius: 3, overflow: "hidden" }}>
        <Box h="100%" w={`${risk * 100}%`} bg={treatmentLook(bandOf(bands, risk).treatment).mark} />
      </Box>
    </Group>
  );
}

/** Where a risk lies among the policy's bands. */
export function RiskScale({ risk, bands }: { risk: number; bands: readonly Band[] }) {
  const boundaries = boundariesOf(bands);
  const current = bandOf(bands, risk);
  const label = `Risk ${formatRisk(risk, boundaries)}, in the band ${treatmentLabel(current.treatment)}`;
  return (
    <Box role="img" aria-label={label} pos="relative" pt={14} pb={22}>
      <Group gap={3} wrap="nowrap">
        {bands.map((band, i) => {
          const end = bands[i + 1]?.from ?? 1;
          return (
            <Box
              key={band.treatment}
              h={10}
              bg={treatmentLook(band.treatment).mark}
              style={{
                flex: `${end - band.from} 1 0`,
                borderRadius: 3,
                opacity: band === current ? 1 : 0.28,
              }}
            />
          );
        })}
      </Group>
      <Box
        pos="absolute"
        top={8}
        left={`${risk * 100}%`}
        w={4}
        h={22}
        bg="var(--mantine-color-text)"
        style={{ borderRadius: 2, transform: "translateX(-2px)", boxShadow: "0 0 0 2px var(--surface)" }}
      />
      {boundaries.map((boundary) => (
        <Text
          key={boundary}
          size="xs"
          c="dimmed"
          className="number"
          pos="absolute"
          bottom={0}
          left={`${boundary * 100}%`}
          style={{ transform: "translateX(-50%)" }}
        >
          {formatBoundary(boundary)}
        </Text>
      ))}
    </Box>
  );
}
