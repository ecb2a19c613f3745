import { Text } from "@mantine/core";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { formatCell } from "../../components/format.ts";
import { phraseOf, pointsText, type ScoreSum, sumOf } from "./points.ts";
import type { Explanation } from "./queries.ts";
import classes from "./reason-list.module.css";

type Reason = Explanation["reasons"][number];

interface ReasonListProps {
  explanation: Pick<Explanation, "base" | "score" | "rest" | "reasons">;
  /** The policy's, which no figure may be rounded across. */
  boundaries: readonly number[];
}

/** What moved the score, largest first, and the sum that leads from the average loan to this one. */
export function ReasonList({ explanation, boundaries }: ReasonListProps) {
  const sum = sumOf(explanation, boundaries);
  const largest = Math.max(...explanation.reasons.map(({ contribution }) => Math.abs(contribution)), 1e-9);
  return (
    <>
      <DataTable
        label="Why this score"
        columns={columnsOf(largest, sum.digits)}
        rows={explanation.reasons}
        rowKey={({ feature }) => feature}
      />
      <Sum sum={sum} />
    </>
  );
}

function columnsOf(largest: number, digits: number): Column<Reason>[] {
  return [
    {
      label: "This loan",
      part: "lead",
      cell: (reason) => (
        <Text inherit fw={500}>
          {phraseOf(reason)}
        </Text>
      ),
    },
    {
      label: "Usual",
      cell: ({ usual }) => (
        <Text inherit c="dimmed">
          {usual == null ? "unknown" : formatCell(usual)}
        </Text>
      ),
    },
    {
      label: "Safer or riskier",
      part: "block",
      width: "36%",
      cell: ({ contribution }) => <Bar share={contribution / largest} />,
    },
    {
      label: "Moves the score by",
      isNumber: true,
      cell: ({ contribution }) => <b>{pointsText(contribution, digits)}</b>,
    },
  ];
}

/** Its number stands beside it, so it is not read out. @param share of the largest, below 0 to the left */
function Bar({ share }: { share: number }) {
  const width = `${Math.abs(share) * 50}%`;
  return (
    <div className={classes.track} aria-hidden>
      <div
        className={classes.bar}
        data-side={share < 0 ? "safer" : "riskier"}
        style={share < 0 ? { right: "50%", width } : { left: "50%", width }}
      />
    </div>
  );
}

function Sum({ sum }: { sum: ScoreSum }) {
  return (
    <div className={classes.sum}>
      <Term label="Average loan" value={sum.base} />
      <Term label="Reasons above" value={sum.reasons} />
      <Term label="All other columns" value={sum.rest} />
      <span className={classes.equals} aria-hidden>
        =
      </span>
      <Term label="This loan's score" value={sum.score} isResult />
    </div>
  );
}

function Term({ label, value, isResult }: { label: string; value: string; isResult?: boolean }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text fw={isResult ? 600 : 500} fz={isResult ? 22 : 18} lh="30px" className="number">
        {value}
      </Text>
    </div>
  );
}
