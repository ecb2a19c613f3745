import { Alert, Group, Loader, NativeSelect, SegmentedControl, Stack, Text } from "@mantine/core";
import { memo, useState } from "react";
import { countOf, formatCount } from "../../components/format.ts";
import { Section } from "../../components/section.tsx";
import { Assumption } from "./part.tsx";
import type { PolicyVersion } from "./queries.ts";
import { TotalsTable, type View } from "./totals-table.tsx";
import type { Preview } from "./use-preview.ts";

interface PreviewCardProps {
  preview: Preview;
  runNumber: number;
  currency: string;
  versions: readonly PolicyVersion[];
  comparedWith: number | null;
  onCompare: (version: number | null) => void;
}

/** What the rules would do with every loan, beside what another version does. */
export function PreviewCard(props: PreviewCardProps) {
  const { preview, runNumber, currency, versions, comparedWith, onCompare } = props;
  const [view, setView] = useState<View>("loans");
  const { totals, isCurrent, isSimulated, isAwaited, problems, error } = preview;
  return (
    <Section
      title="What it would do"
      actions={
        isAwaited && problems.length === 0 && !error ? <Loader size={16} aria-label="Counting" /> : undefined
      }
    >
      <Stack gap="sm">
        {error && (
          <Alert color="red" role="alert">
            The effect could not be counted: {error.message}
          </Alert>
        )}
        <Moved
          simulation={preview.simulation}
          isSimulated={isSimulated}
          problems={problems}
          comparedWith={comparedWith}
        />
        <ViewSwitch view={view} onView={setView} />
        {totals && (
          <div style={{ opacity: isCurrent ? 1 : 0.5, transition: "opacity 120ms" }} aria-busy={!isCurrent}>
            <TotalsTable totals={totals} view={view} currency={currency} />
          </div>
        )}
        {view === "money" && (
          <Group gap="xs" wrap="nowrap">
            <Assumption />
            <Text size="xs" c="dimmed">
              Expected net recovery rests on Economics; cost is taken off.
            </Text>
          </Group>
        )}
        <Comparison
          versions={versions}
          comparedWith={comparedWith}
          onCompare={onCompare}
          runNumber={runNumber}
        />
      </Stack>
    </Section>
  );
}

// What stands around the counts is not drawn again while a boundary is dragged.

const ViewSwitch = memo(function ViewSwitch({ view, onView }: { view: View; onView: (view: View) => void }) {
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label="What is shown of each treatment"
      value={view}
      onChange={(value) => onView(value as View)}
      data={[
        { value: "loans", label: "Loans" },
        { value: "money", label: "Money" },
        { value: "work", label: "Work" },
      ]}
    />
  );
});

type ComparisonProps = Pick<PreviewCardProps, "versions" | "comparedWith" | "onCompare" | "runNumber">;

const Comparison = memo(function Comparison(props: ComparisonProps) {
  const { versions, comparedWith, onCompare, runNumber } = props;
  return (
    <>
      <Group gap="xs" wrap="nowrap">
        <Text component="label" htmlFor="compared-with" size="xs" c="dimmed" style={{ flex: "none" }}>
          Compared with
        </Text>
        <NativeSelect
          id="compared-with"
          size="xs"
          flex={1}
          value={comparedWith ?? ""}
          onChange={(event) => onCompare(Number(event.currentTarget.value) || null)}
          data={[
            { value: "", label: "what is in force" },
            ...versions
              .filter(({ active }) => !active)
              .map(({ version }) => ({ value: String(version), label: `version ${version}` })),
          ]}
        />
      </Group>
      <Text size="xs" c="dimmed">
        Loans of decision run {runNumber}; the worklist counts borrowers.
      </Text>
    </>
  );
});

type MovedProps = Pick<Preview, "simulation" | "isSimulated" | "problems"> &
  Pick<PreviewCardProps, "comparedWith">;

const Moved = memo(function Moved({ simulation, isSimulated, problems, comparedWith }: MovedProps) {
  if (problems.length > 0) {
    return (
      <Text size="sm" c="var(--mantine-color-error)" role="status">
        These rules cannot be applied yet: {countOf(problems.length, "problem")} beside the fields.
      </Text>
    );
  }
  if (!simulation) return null;
  const { moved, total } = simulation.effect;
  const than = comparedWith === null ? "than now" : `than under version ${comparedWith}`;
  return (
    <Text
      role="status"
      fw={600}
      style={{ opacity: isSimulated ? 1 : 0.5 }}
      data-moved={isSimulated ? moved : ""}
    >
      {moved === 0
        ? `No loan gets another treatment ${than}.`
        : `${countOf(moved, "loan")} of ${formatCount(total.loans)} ${moved === 1 ? "gets" : "get"} another treatment ${than}.`}
      {simulation.underExperiment && " The running experiment is counted in."}
    </Text>
  );
});
