import { Alert, Badge, Text } from "@mantine/core";
import { IconEyeOff } from "@tabler/icons-react";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { DisclosureOnPhone } from "../../components/disclosure.tsx";
import { formatPercent } from "../../components/format.ts";
import { IntervalScale } from "../../components/interval-scale.tsx";
import { Section } from "../../components/section.tsx";
import { type Measure, measuresOf } from "./measures.ts";
import type { Model } from "./queries.ts";

type Metrics = NonNullable<Model["metrics"]>;

const comparisons = {
  BETTER: { label: "Better", color: "teal" },
  BY_CHANCE: { label: "May be chance", color: "gray" },
  NOT_BETTER: { label: "Not better", color: "gray" },
  RIGHT: { label: "Right", color: "teal" },
  TOO_EXTREME: { label: "Too extreme", color: "yellow" },
  TOO_TIMID: { label: "Too timid", color: "yellow" },
};

const columns: readonly Column<Measure>[] = [
  {
    label: "Measure",
    part: "lead",
    cell: ({ name, meaning }) => (
      <>
        <Text size="sm" fw={500}>
          {name}
        </Text>
        <Text size="xs" c="dimmed" maw={520}>
          {meaning}
        </Text>
      </>
    ),
  },
  { label: "This model", isNumber: true, cell: ({ value }) => <b>{value}</b> },
  {
    label: "Base rate",
    isNumber: true,
    cell: ({ baseline }) => (
      <Text inherit c="dimmed">
        {baseline}
      </Text>
    ),
  },
  {
    label: "Compared",
    width: 150,
    cell: ({ compared }) => <Badge color={comparisons[compared].color}>{comparisons[compared].label}</Badge>,
  },
];

/** The figures, each beside what knowing only the base rate would score. */
export function MetricsCard({ model, metrics }: { model: Model; metrics: Metrics }) {
  const confidence = formatPercent(0.95);
  return (
    <Section
      title="On loans that it had not seen"
      hint="How often a lost loan is scored higher than a recovered one. Every figure here is from loans that were kept from the model."
    >
      <Text fz={32} fw={600} lh={1.1} className="number">
        {formatPercent(metrics.rocAuc, 1)}
      </Text>
      <Text size="sm" c="dimmed" mb="md">
        Between {formatPercent(metrics.rocAucLow, 1)} and {formatPercent(metrics.rocAucHigh, 1)} with{" "}
        {confidence} confidence
        {metrics.rocAucLow <= 0.5 ? ", which includes a coin toss." : ", clear of a coin toss."}
      </Text>
      <IntervalScale
        low={metrics.rocAucLow}
        value={metrics.rocAuc}
        high={metrics.rocAucHigh}
        reference={0.5}
        referenceLabel="coin toss"
      />
      <DisclosureOnPhone label="All measures beside the base rate">
        <DataTable
          label="Measures beside the base rate"
          columns={columns}
          rows={measuresOf(model, metrics)}
          rowKey={({ name }) => name}
        />
      </DisclosureOnPhone>
      {model.leakyRocAuc != null && (
        <Alert mt="lg" color="yellow" icon={<IconEyeOff size={18} />} title="What you could have believed">
          With the columns that are known only after collection, that {formatPercent(metrics.rocAuc, 1)} would
          read {formatPercent(model.leakyRocAuc, 1)}. They are left out: nobody has them when a treatment is
          chosen.
        </Alert>
      )}
    </Section>
  );
}
