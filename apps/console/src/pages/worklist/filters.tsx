import {
  Badge,
  Button,
  Checkbox,
  Chip,
  Group,
  MultiSelect,
  NumberInput,
  Popover,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { IconFilter, IconSearch } from "@tabler/icons-react";
import { treatmentLabel } from "../../components/treatment.tsx";
import { clearedFilters, countFilters, type ListState } from "./list-state.ts";

interface FiltersProps {
  state: ListState;
  /** Those that some loan has, the most severe first. */
  treatments: readonly string[];
  segments: readonly string[];
  onChange: (next: Partial<ListState>) => void;
}

/** What is changed often lies open; the rest is one click away. */
export function Filters({ state, treatments, segments, onChange }: FiltersProps) {
  return (
    <Group justify="space-between" gap="sm">
      <Group gap="xs" wrap="nowrap" flex="1 1 300px" maw={{ base: "100%", sm: 440 }}>
        <TextInput
          flex={1}
          type="search"
          aria-label="Search by name or id"
          placeholder="Search by name or id"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={state.text}
          onChange={(event) => onChange({ text: event.currentTarget.value })}
        />
        <MoreFilters state={state} segments={segments} onChange={onChange} />
      </Group>
      <Chip.Group multiple value={state.treatments} onChange={(values) => onChange({ treatments: values })}>
        <Group gap={6} role="group" aria-label="Treatment">
          {treatments.map((treatment) => (
            <Chip key={treatment} value={treatment} size="sm" radius="md" variant="outline">
              {treatmentLabel(treatment)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Group>
  );
}

function MoreFilters({ state, segments, onChange }: Omit<FiltersProps, "treatments">) {
  const count = countFilters({ ...state, treatments: [] });
  return (
    <Popover width={340} position="bottom-end" trapFocus>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconFilter size={16} aria-hidden />}
          rightSection={count > 0 ? <Badge variant="filled">{count}</Badge> : undefined}
        >
          Filters
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="lg">
        <Stack gap="md">
          {segments.length > 0 && (
            <MultiSelect
              label="Segment"
              placeholder={state.segments.length > 0 ? undefined : "Any"}
              data={[...segments]}
              value={state.segments}
              comboboxProps={{ withinPortal: false }}
              onChange={(values) => onChange({ segments: values })}
            />
          )}
          <Checkbox
            label="Contactable now"
            checked={state.isContactable}
            onChange={(event) => onChange({ isContactable: event.currentTarget.checked })}
          />
          <Range
            label="Risk (%)"
            min={state.minRisk}
            max={state.maxRisk}
            onChange={(minRisk, maxRisk) => onChange({ minRisk, maxRisk })}
          />
          <Range
            label="Outstanding"
            min={state.minOutstanding}
            max={state.maxOutstanding}
            onChange={(minOutstanding, maxOutstanding) => onChange({ minOutstanding, maxOutstanding })}
          />
          <Range
            label="Days past due"
            min={state.minDays}
            max={state.maxDays}
            onChange={(minDays, maxDays) => onChange({ minDays, maxDays })}
          />
          <Button
            variant="default"
            disabled={countFilters(state) === 0}
            onClick={() => onChange(clearedFilters)}
          >
            Clear filters
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

interface RangeProps {
  label: string;
  min: number | null;
  max: number | null;
  onChange: (min: number | null, max: number | null) => void;
}

function Range({ label, min, max, onChange }: RangeProps) {
  const read = (value: number | string) =>
    value === "" || !Number.isFinite(Number(value)) ? null : Number(value);
  const shared = { min: 0, hideControls: true, thousandSeparator: true } as const;
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
      <Text component="legend" size="sm" fw={500} mb={4}>
        {label}
      </Text>
      <SimpleGrid cols={2} spacing="xs">
        <NumberInput
          {...shared}
          aria-label={`${label}, from`}
          placeholder="from"
          value={min ?? ""}
          onChange={(value) => onChange(read(value), max)}
        />
        <NumberInput
          {...shared}
          aria-label={`${label}, to`}
          placeholder="to"
          value={max ?? ""}
          onChange={(value) => onChange(min, read(value))}
        />
      </SimpleGrid>
    </fieldset>
  );
}
