import { Text } from "@mantine/core";
import { formatMoney, type MoneyValue } from "./format.ts";

/** An amount in figures of equal width; an unknown one is dimmed, never shown as 0. */
export function Money({ value }: { value: MoneyValue | null | undefined }) {
  return (
    <Text component="span" inherit className="number" c={value ? undefined : "dimmed"} title={value?.amount}>
      {formatMoney(value)}
    </Text>
  );
}
