import { Text } from "@mantine/core";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { DisclosureOnPhone } from "../../components/disclosure.tsx";
import { formatCount, formatPercent } from "../../components/format.ts";
import { type Estimated, Interval } from "../../components/interval.tsx";
import { Section } from "../../components/section.tsx";
import classes from "./gains-card.module.css";
import type { Model } from "./queries.ts";

/** A tenth, and the share of all loans that is in it or before it: what chance alone would find. */
type Tenth = Model["gains"][number] & { chance: number };

const columns: readonly Column<Tenth>[] = [
  {
    label: "Tenth",
    part: "lead",
    width: 130,
    cell: ({ band, rows }) => (
      <>
        <Text inherit fw={500}>
          {nameOf(band)}
        </Text>
        <Text size="xs" c="dimmed">
          {formatCount(rows)} loans
        </Text>
      </>
    ),
  },
  {
    label: "Not recovered",
    isNumber: true,
    cell: ({ rate }) => <Interval of={rate} format={percent} />,
  },
  {
    label: "Times the average",
    isNumber: true,
    cell: ({ lift }) => <Interval of={lift} format={(value) => `${value.toFixed(2)}×`} />,
  },
  {
    label: "Share of all losses so far",
    isNumber: true,
    cell: ({ gain }) => <Interval of={gain} format={percent} />,
  },
  {
    label: "Beside chance",
    part: "block",
    width: "28%",
    cell: ({ gain, chance }) => <GainBar gain={gain} chance={chance} />,
  },
];

/** What working down the list from its top would find, tenth by tenth. */
export function GainsCard({ gains }: { gains: Model["gains"] }) {
  const loans = gains.reduce((sum, { rows }) => sum + rows, 0);
  let before = 0;
  const tenths = gains.map((band) => {
    before += band.rows;
    return { ...band, chance: before / loans };
  });
  return (
    <Section
      title="Top of the list"
      hint="The loans in order of their score, in tenths, the riskiest first. The mark in each bar is what a list in no order would have found by then; the smaller figures are how far chance alone may move the others."
    >
      <Text mb="sm">
        The riskiest tenth holds <b className="number">{percent(tenths[0].gain.value)}</b> of all losses,
        where a list in no order would hold {percent(tenths[0].chance)}.
      </Text>
      <DisclosureOnPhone label="Tenth by tenth">
        <DataTable label="Top of the list" columns={columns} rows={tenths} rowKey={({ band }) => band} />
      </DisclosureOnPhone>
    </Section>
  );
}

function nameOf(band: number): string {
  if (band === 1) return "Riskiest tenth";
  if (band === 10) return "Safest tenth";
  return `Tenth ${band}`;
}

function percent(share: number): string {
  return formatPercent(share, share === 0 || share === 1 ? 0 : 1);
}

/** Its figures stand beside it, so it is not read out. */
function GainBar({ gain, chance }: { gain: Estimated; chance: number }) {
  return (
    <div className={classes.track} aria-hidden>
      <div className={classes.gain} style={{ width: `${gain.value * 100}%` }} />
      <div
        className={classes.interval}
        style={{ left: `${gain.low * 100}%`, width: `${(gain.high - gain.low) * 100}%` }}
      />
      <div className={classes.chance} style={{ left: `${chance * 100}%` }} />
    </div>
  );
}
