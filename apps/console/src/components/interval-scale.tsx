import { Box, Text } from "@mantine/core";
import { formatPercent } from "./format.ts";

interface IntervalScaleProps {
  low: number;
  value: number;
  high: number;
  /** Where there is nothing to be seen: 0.5 for a coin toss. */
  reference: number;
  referenceLabel: string;
  from?: number;
  to?: number;
}

/** An estimate with its interval, on a scale with the value that means nothing. All are shares. */
export function IntervalScale(props: IntervalScaleProps) {
  const { low, value, high, reference, referenceLabel, from = 0.4, to = 1 } = props;
  const place = (x: number) => ((Math.min(to, Math.max(from, x)) - from) / (to - from)) * 100;
  const isClear = low > reference;
  const color = isClear ? "var(--clear)" : "var(--unclear)";
  const [shown, start, end] = [value, low, high].map((share) => formatPercent(share, 1));
  return (
    <Box
      pos="relative"
      h={60}
      role="img"
      aria-label={`${shown}, between ${start} and ${end}; ${referenceLabel} is ${formatPercent(reference)}`}
    >
      <Box pos="absolute" top={16} left={0} right={0} h={6} bg="var(--track)" style={{ borderRadius: 3 }} />
      <Box
        pos="absolute"
        top={13}
        h={12}
        left={`${place(low)}%`}
        bg={color}
        style={{ right: `${100 - place(high)}%`, opacity: 0.35, borderRadius: 6 }}
      />
      <Box
        pos="absolute"
        top={12}
        left={`${place(value)}%`}
        w={14}
        h={14}
        bg={color}
        style={{ borderRadius: 7, transform: "translateX(-7px)" }}
      />
      <Box
        pos="absolute"
        top={6}
        left={`${place(reference)}%`}
        w={2}
        h={26}
        bg="var(--mantine-color-text)"
        opacity={0.5}
      />
      <Text
        pos="absolute"
        top={34}
        left={`${place(reference)}%`}
        size="xs"
        c="dimmed"
        style={{ transform: "translateX(-50%)", whiteSpace: "nowrap" }}
      >
        {referenceLabel}
      </Text>
      <Text pos="absolute" top={34} right={0} size="xs" c="dimmed">
        always right
      </Text>
    </Box>
  );
}
