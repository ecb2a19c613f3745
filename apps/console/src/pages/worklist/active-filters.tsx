import { Button, Group, Pill } from "@mantine/core";
import { formatCount } from "../../components/format.ts";
import { clearedFilters, countFilters, type ListState } from "./list-state.ts";

interface ActiveFiltersProps {
  state: ListState;
  onChange: (next: Partial<ListState>) => void;
}

/** The filters that are hidden in the menu, each with a way to take it off. */
export function ActiveFilters({ state, onChange }: ActiveFiltersProps) {
  if (countFilters(state) === 0) return null;
  const pills = pillsOf(state);
  return (
    <Group gap="xs">
      {pills.map(({ label, without }) => (
        <Pill
          key={label}
          size="md"
          withRemoveButton
          onRemove={() => onChange(without)}
          removeButtonProps={{ "aria-label": `Take off: ${label}`, "aria-hidden": false, tabIndex: 0 }}
        >
          {label}
        </Pill>
      ))}
      <Button size="compact-sm" variant="subtle" onClick={() => onChange(clearedFilters)}>
        Clear filters
      </Button>
    </Group>
  );
}

function pillsOf(state: ListState): { label: string; without: Partial<ListState> }[] {
  const ranges = [
    {
      label: rangeText("Risk", state.minRisk, state.maxRisk, "%"),
      without: { minRisk: null, maxRisk: null },
    },
    {
      label: rangeText("Outstanding", state.minOutstanding, state.maxOutstanding),
      without: { minOutstanding: null, maxOutstanding: null },
    },
    {
      label: rangeText("Days past due", state.minDays, state.maxDays),
      without: { minDays: null, maxDays: null },
    },
  ];
  return [
    ...state.segments.map((segment) => ({
      label: segment,
      without: { segments: state.segments.filter((other) => other !== segment) },
    })),
    ...ranges.flatMap(({ label, without }) => (label === null ? [] : [{ label, without }])),
  ];
}

function rangeText(name: string, min: number | null, max: number | null, unit = ""): string | null {
  if (min === null && max === null) return null;
  const from = min === null ? "" : ` from ${formatCount(min)}${unit}`;
  const to = max === null ? "" : ` to ${formatCount(max)}${unit}`;
  return `${name}${from}${to}`;
}
