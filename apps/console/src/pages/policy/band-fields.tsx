import {
  ActionIcon,
  Button,
  Group,
  Input,
  Menu,
  NativeSelect,
  SegmentedControl,
  Stack,
  Text,
} from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { formatBoundary } from "../../components/format.ts";
import { problemAt } from "../../components/problems.ts";
import classes from "./band-fields.module.css";
import { moveBoundary, rangeOf } from "./curve.ts";
import { NumberField } from "./number-field.tsx";
import type { PartProps } from "./part.tsx";
import { addBand, bySeverity, labelOf, removeBand, setBandTreatment, unbanded } from "./rules.ts";

/** The bands as figures, highest first as on a thermometer, and which side a score of exactly a boundary belongs to. */
export function BandFields({ rules, problems, onChange, steps }: PartProps & { steps: number }) {
  const { bands } = rules;
  const free = unbanded(rules);
  const set = (next: typeof bands, place: string) => onChange({ ...rules, bands: next }, place);
  return (
    <Stack gap="sm">
      {problemAt(problems, "rules.bands") && <Input.Error>{problemAt(problems, "rules.bands")}</Input.Error>}
      <div className={classes.bands}>
        {bands.map((_, place) => {
          const index = bands.length - 1 - place;
          return (
            <BandRow
              key={index}
              index={index}
              rules={rules}
              problems={problems}
              steps={steps}
              onBands={set}
            />
          );
        })}
      </div>
      {free.length > 0 && (
        <Menu position="bottom-start">
          <Menu.Target>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPlus size={14} />}
              style={{ alignSelf: "start" }}
            >
              Add a band
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {free.map(({ name }) => (
              <Menu.Item key={name} onClick={() => set(addBand(bands, name, steps), `bands+${name}`)}>
                {labelOf(name)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </Stack>
  );
}

interface BandRowProps extends Omit<PartProps, "onChange"> {
  index: number;
  steps: number;
  onBands: (bands: PartProps["rules"]["bands"], place: string) => void;
}

function BandRow({ index, rules, problems, steps, onBands }: BandRowProps) {
  const { bands } = rules;
  const band = bands[index];
  const name = labelOf(band.treatment);
  const path = `rules.bands.${index}`;
  const choices = bySeverity(rules).filter(({ kind }) => kind !== "HOLD");
  const question = `A score of exactly ${formatBoundary(band.from)} is`;
  const range = index > 0 ? rangeOf(bands, index, steps) : null;
  const setInclusive = (fromInclusive: boolean) =>
    onBands(
      bands.map((each, at) => (at === index ? { ...each, fromInclusive } : each)),
      `${path}.fromInclusive`,
    );
  return (
    <div className={classes.band}>
      <NativeSelect
        aria-label={`Treatment of the band from ${formatBoundary(band.from)}`}
        value={band.treatment}
        error={problemAt(problems, `${path}.treatment`)}
        data={choices.map((each) => ({ value: each.name, label: labelOf(each.name) }))}
        onChange={(event) =>
          onBands(setBandTreatment(bands, index, event.currentTarget.value), `${path}.treatment`)
        }
      />
      {range ? (
        <NumberField
          aria-label={`${name} from`}
          leftSection={
            <Text size="sm" c="dimmed">
              {band.fromInclusive ? "from" : "above"}
            </Text>
          }
          leftSectionWidth={56}
          suffix="%"
          scale={100}
          step={100 / steps}
          decimalScale={1}
          min={Number((range.low * 100).toFixed(6))}
          max={Number((range.high * 100).toFixed(6))}
          value={band.from}
          error={problemAt(problems, `${path}.from`)}
          onChange={(from) => {
            if (from !== null && from >= range.low && from <= range.high)
              onBands(moveBoundary(bands, index, from, steps), `${path}.from`);
          }}
        />
      ) : (
        <Text size="sm" c="dimmed" py={7}>
          from 0%
        </Text>
      )}
      {range && (
        <Group gap={6} wrap="nowrap" className={classes.side}>
          <Input.Label labelElement="div" size="xs" fw={400} c="dimmed">
            {question}
          </Input.Label>
          <SegmentedControl
            size="xs"
            aria-label={question}
            value={band.fromInclusive ? "above" : "below"}
            onChange={(value) => setInclusive(value === "above")}
            data={[
              { value: "below", label: labelOf(bands[index - 1].treatment) },
              { value: "above", label: name },
            ]}
          />
        </Group>
      )}
      {bands.length > 1 && (
        <ActionIcon
          className={classes.remove}
          variant="subtle"
          color="gray"
          size={36}
          aria-label={`Remove the band of ${name}`}
          onClick={() => onBands(removeBand(bands, index), `bands-${band.treatment}`)}
        >
          <IconX size={16} />
        </ActionIcon>
      )}
    </div>
  );
}
