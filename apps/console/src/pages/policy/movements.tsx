import { useQuery } from "@apollo/client/react";
import { Anchor, Group, Stack, Text } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { Link } from "react-router";
import { Disclosure } from "../../components/disclosure.tsx";
import { countOf, formatCount, formatMoney, formatPercent, formatRisk } from "../../components/format.ts";
import { Money } from "../../components/money-label.tsx";
import { TreatmentBadge } from "../../components/treatment.tsx";
import classes from "./movements.module.css";
import { Assumption } from "./part.tsx";
import { loanQuery } from "./preview-queries.ts";
import { labelOf } from "./rules.ts";
import type { Simulation } from "./use-preview.ts";

interface MovementMatrixProps {
  movements: Simulation["effect"]["movements"];
  /** Names of treatments, mildest first; others stand before them. */
  order: readonly string[];
}

/** Who moves from what to what: a row for what loans have, a column for what they would get. */
export function MovementMatrix({ movements, order }: MovementMatrixProps) {
  const used = (side: "from" | "to") =>
    [...new Set(movements.map((move) => move[side]))].sort((a, b) => order.indexOf(b) - order.indexOf(a));
  const [rows, columns] = [used("from"), used("to")];
  const most = Math.max(1, ...movements.filter(({ from, to }) => from !== to).map(({ loans }) => loans));
  const loansOf = (from: string, to: string) =>
    movements.find((move) => move.from === from && move.to === to)?.loans ?? 0;
  return (
    <div className={classes.scroll}>
      <table className={classes.matrix} aria-label="From treatment to treatment">
        <thead>
          <tr>
            <td className={classes.corner}>
              from <IconArrowRight size={12} aria-hidden /> to
            </td>
            {columns.map((to) => (
              <th key={to} scope="col">
                {labelOf(to)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((from) => (
            <tr key={from}>
              <th scope="row">{labelOf(from)}</th>
              {columns.map((to) => {
                const loans = loansOf(from, to);
                const strength = from === to ? 0 : Math.round(10 + (loans / most) * 30);
                return (
                  <td
                    key={to}
                    className="number"
                    data-stays={from === to || undefined}
                    title={from === to ? "Stay as they are" : `${countOf(loans, "loan")} move`}
                    style={
                      loans > 0 && strength > 0
                        ? { background: `color-mix(in srgb, var(--accent) ${strength}%, var(--surface))` }
                        : undefined
                    }
                  >
                    {loans > 0 ? formatCount(loans) : "·"}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The movements, and for each the largest loans that move. */
export function MovementsPanel({ simulation, order }: { simulation: Simulation; order: readonly string[] }) {
  const { effect, examples } = simulation;
  const moves = effect.movements.filter(({ from, to }) => from !== to).sort((a, b) => b.loans - a.loans);
  if (moves.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Every loan keeps its treatment.
      </Text>
    );
  }
  return (
    <Stack gap="md">
      <MovementMatrix movements={effect.movements} order={order} />
      <Text size="xs" c="dimmed">
        Dimmed: loans that stay as they are.
      </Text>
      <div>
        {moves.map(({ from, to, loans, outstanding }) => (
          <div key={`${from} ${to}`}>
            <Disclosure label={`${countOf(loans, "loan")} from ${labelOf(from)} to ${labelOf(to)}`}>
              <Stack gap={6} pt="xs" pl={22}>
                <Text size="xs" c="dimmed">
                  <Money value={outstanding} /> outstanding. The largest:
                </Text>
                {examples
                  .filter((each) => each.from === from && each.to === to)
                  .map((each) => (
                    <Example key={each.loanId} example={each} />
                  ))}
              </Stack>
            </Disclosure>
          </div>
        ))}
      </div>
    </Stack>
  );
}

function Example({ example }: { example: Simulation["examples"][number] }) {
  const { data } = useQuery(loanQuery, { variables: { id: example.loanId } });
  const loan = data?.loan;
  return (
    <Group gap="4px 12px">
      {loan ? (
        <Anchor component={Link} size="sm" to={`/borrowers/${loan.borrower.id}`}>
          {loan.borrower.name ?? loan.borrower.externalId}, loan {loan.externalId}
        </Anchor>
      ) : (
        <Text size="sm" c="dimmed">
          Loan
        </Text>
      )}
      <Text size="sm" className="number">
        risk {formatRisk(example.riskScore)}
      </Text>
      <Text size="sm">
        <Money value={example.outstanding} />
      </Text>
    </Group>
  );
}

/** A stored effect in a few lines: what each treatment gets. */
export function EffectInWords({ effect }: { effect: Simulation["effect"] }) {
  const { moved, total, treatments, runNumber } = effect;
  const rounded = (value: number) => formatCount(Math.round(value));
  return (
    <Stack gap="xs">
      <Text size="sm">
        <b>{moved === 0 ? "No loan" : countOf(moved, "loan")}</b> of {formatCount(total.loans)} in decision
        run {runNumber} {moved === 1 ? "gets" : "get"} another treatment.
      </Text>
      <Group gap="8px 16px">
        {treatments
          .filter(({ loans }) => loans > 0)
          .toReversed()
          .map(({ treatment, loans }) => (
            <Group key={treatment} gap={6}>
              <TreatmentBadge treatment={treatment} />
              <Text size="sm" className="number">
                {formatCount(loans)} ({formatPercent(loans / total.loans)})
              </Text>
            </Group>
          ))}
      </Group>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Assumption />
        <Text size="xs" c="dimmed">
          Expected net recovery {formatMoney(total.expectedNetRecovery)}, after a cost of{" "}
          {formatMoney(total.cost)}, {rounded(total.agentHours)} agent hours and {rounded(total.legalCases)}{" "}
          legal cases.
        </Text>
      </Group>
    </Stack>
  );
}
