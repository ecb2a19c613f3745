import { NumberInput, type NumberInputProps } from "@mantine/core";
import { useState } from "react";

interface NumberFieldProps extends Omit<NumberInputProps, "value" | "onChange" | "defaultValue" | "onBlur"> {
  value: number | null;
  /** What the value is multiplied by to be shown: 100 for a share in per cent. */
  scale?: number;
  /** Called with every number as it is typed, and with null where the field was emptied and may be. */
  onChange: (value: number | null) => void;
  isOptional?: boolean;
}

/** A number in a policy. What is being typed stays as it is typed; whatever is a number counts at once. */
export function NumberField({ value, scale = 1, onChange, isOptional, ...input }: NumberFieldProps) {
  const [typed, setTyped] = useState<number | string | null>(null);
  const read = (next: number | string) => {
    setTyped(next);
    if (next === "") {
      if (isOptional) onChange(null);
    } else if (Number.isFinite(Number(next))) onChange(Number((Number(next) / scale).toFixed(10)));
  };
  return (
    <NumberInput
      {...input}
      value={typed ?? (value === null ? "" : Number((value * scale).toFixed(6)))}
      onChange={read}
      onBlur={() => setTyped(null)}
    />
  );
}
