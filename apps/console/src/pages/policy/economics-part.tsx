import { useQuery } from "@apollo/client/react";
import { ActionIcon, Button, Chip, Group, Input, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { problemAt } from "../../components/problems.ts";
import { NumberField } from "./number-field.tsx";
import { Assumption, type PartProps } from "./part.tsx";
import { recoveryQuery } from "./preview-queries.ts";
import { RecoveryChart } from "./recovery-chart.tsx";
import { addPoint } from "./recovery-curve.ts";
import { RecoveryEstimate } from "./recovery-estimate.tsx";
import { bySeverity, type Curve, labelOf } from "./rules.ts";

/** What each treatment is assumed to bring in: one treatment at a time, held against the others. */
export function EconomicsPart({ rules, problems, onChange }: PartProps) {
  const { economics } = rules;
  const names = bySeverity(rules).map(({ name }) => name);
  const [wanted, setWanted] = useState(names.at(-1) ?? "");
  const name = names.includes(wanted) ? wanted : (names[0] ?? "");
  const index = economics.curves.findIndex(({ treatment }) => treatment === name);
  const curve = economics.curves[index];
  const path = `rules.economics.curves.${index}`;
  const set = (next: Partial<Curve>, place: string) =>
    onChange(
      {
        ...rules,
        economics: {
          ...economics,
          curves: economics.curves.map((each, i) => (i === index ? { ...each, ...next } : each)),
        },
      },
      `curves.${index}.${place}`,
    );
  const missing = problemAt(problems, "rules.economics.curves");
  const estimates = useQuery(recoveryQuery, { fetchPolicy: "cache-and-network" }).data?.recoveryEstimates;
  const estimate = estimates?.treatments.find(({ treatment }) => treatment === name);
  return (
    <Stack gap="md">
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Assumption />
        <Text size="sm" c="dimmed" style={{ textWrap: "pretty" }}>
          The chance that a loan of a given risk is recovered under each treatment. Every expected net
          recovery on this page rests on it, whatever experiments have measured beside it.
        </Text>
      </Group>
      {missing && <Input.Error>{missing}</Input.Error>}
      <Chip.Group value={name} onChange={setWanted}>
        <Group gap={6} role="radiogroup" aria-label="Treatment whose assumptions are shown">
          {names.map((each) => (
            <Chip key={each} value={each} size="xs" radius="sm">
              {labelOf(each)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      {curve && (
        <>
          <RecoveryChart
            curves={economics.curves}
            chosen={curve}
            estimated={estimate?.points ?? []}
            onChange={(recovery) => set({ recovery }, "recovery")}
          />
          {estimates && estimate && (
            <RecoveryEstimate
              estimates={estimates}
              estimate={estimate}
              onUse={(recovery) => set({ recovery }, "estimate")}
            />
          )}
          <Points
            curve={curve}
            path={path}
            problems={problems}
            onSet={(recovery, place) => set({ recovery }, place)}
          />
          <SimpleGrid cols={{ base: 2, sm: 3 }} spacing="sm">
            <NumberField
              label="Share given up"
              description="Assumed"
              suffix="%"
              scale={100}
              value={curve.haircut}
              error={problemAt(problems, `${path}.haircut`)}
              onChange={(haircut) => haircut !== null && set({ haircut }, "haircut")}
            />
            <NumberField
              label="Months until paid"
              description="Assumed"
              value={curve.months}
              error={problemAt(problems, `${path}.months`)}
              onChange={(months) => months !== null && set({ months }, "months")}
            />
            <NumberField
              label="Worth a month later"
              description="Assumed, all treatments"
              suffix="%"
              scale={100}
              value={economics.discountPerMonth}
              error={problemAt(problems, "rules.economics.discountPerMonth")}
              onChange={(discountPerMonth) =>
                discountPerMonth !== null &&
                onChange({ ...rules, economics: { ...economics, discountPerMonth } }, "discount")
              }
            />
          </SimpleGrid>
        </>
      )}
    </Stack>
  );
}

interface PointsProps {
  curve: Curve;
  path: string;
  problems: PartProps["problems"];
  onSet: (recovery: Curve["recovery"], place: string) => void;
}

/** The points of a curve as figures. */
function Points({ curve, path, problems, onSet }: PointsProps) {
  const { recovery } = curve;
  const set = (index: number, next: Partial<Curve["recovery"][number]>) =>
    onSet(
      recovery.map((point, i) => (i === index ? { ...point, ...next } : point)),
      `recovery.${index}.${Object.keys(next)[0]}`,
    );
  const general = problemAt(problems, `${path}.recovery`);
  return (
    <Stack gap={6} role="group" aria-label={`Points of ${labelOf(curve.treatment)}`}>
      {recovery.map((point, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a point is its place in the curve
        <Group key={index} gap="xs" wrap="nowrap" align="flex-start">
          {(["risk", "probability"] as const).map((field) => (
            <NumberField
              key={field}
              size="xs"
              flex={1}
              miw={0}
              aria-label={`${field === "risk" ? "Risk" : "Assumed recovery"} of point ${index + 1}`}
              leftSection={
                <Text size="xs" c="dimmed">
                  {field === "risk" ? "at risk" : "recovered"}
                </Text>
              }
              leftSectionWidth={field === "risk" ? 54 : 72}
              suffix="%"
              scale={100}
              hideControls
              value={point[field]}
              error={problemAt(problems, `${path}.recovery.${index}.${field}`)}
              onChange={(value) => value !== null && set(index, { [field]: value })}
            />
          ))}
          <ActionIcon
            variant="subtle"
            color="gray"
            size={30}
            disabled={recovery.length < 2}
            aria-label={`Remove point ${index + 1}`}
            onClick={() =>
              onSet(
                recovery.filter((_, i) => i !== index),
                `recovery-${index}`,
              )
            }
          >
            <IconX size={14} />
          </ActionIcon>
        </Group>
      ))}
      {general && <Input.Error>{general}</Input.Error>}
      <Button
        variant="default"
        size="compact-xs"
        leftSection={<IconPlus size={12} />}
        style={{ alignSelf: "start" }}
        onClick={() => onSet(addPoint(recovery), `recovery+${recovery.length}`)}
      >
        Add a point
      </Button>
    </Stack>
  );
}
