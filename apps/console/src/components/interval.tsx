import { Text } from "@mantine/core";

export interface Estimated {
  value: number;
  low: number;
  high: number;
}

interface IntervalProps {
  of: Estimated | null | undefined;
  format: (value: number) => string;
}

/** An estimate with its interval below it, where it has one; one that cannot be made is said to be unknown. */
export function Interval({ of: estimate, format }: IntervalProps) {
  if (!estimate) {
    return (
      <Text component="span" inherit c="dimmed">
        unknown
      </Text>
    );
  }
  const { value, low, high } = estimate;
  return (
    <>
      <Text component="div" inherit fw={500} className="number">
        {format(value)}
      </Text>
      {low < high && (
        <Text component="div" size="xs" c="dimmed" className="number">
          {format(low)} to {format(high)}
        </Text>
      )}
    </>
  );
}
