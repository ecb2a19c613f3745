import { Box, SegmentedControl, Text } from "@mantine/core";
import { useState } from "react";
import { BarList } from "../../components/bar-list.tsx";
import { columnLabel } from "../../components/column-label.ts";
import { Disclosure } from "../../components/disclosure.tsx";
import { countOf } from "../../components/format.ts";
import { Section } from "../../components/section.tsx";
import { CoefficientTable } from "./coefficient-table.tsx";
import { isWay, type Way, waysOf } from "./importance.ts";
import type { Model } from "./queries.ts";

const mostBars = 12;

/** How much each column matters, in as many ways as were measured. */
export function ImportanceCard({ model }: { model: Model }) {
  const [chosen, setChosen] = useState<Way>("LEARNED");
  const ways = waysOf(model);
  const way = ways.find(({ name }) => name === chosen) ?? ways[0];
  const bars = way.bars.slice(0, mostBars);
  const rest = way.bars.length - bars.length;
  return (
    <Section title="What it looks at" hint={way.meaning}>
      {ways.length > 1 && (
        <SegmentedControl
          fullWidth
          mb="md"
          aria-label="How importance is measured"
          value={way.name}
          onChange={(value) => isWay(value) && setChosen(value)}
          data={ways.map(({ name, label }) => ({ value: name, label }))}
        />
      )}
      <BarList
        label={`Feature importance: ${way.label.toLowerCase()}`}
        bars={bars.map((bar) => ({ ...bar, label: columnLabel(bar.label) }))}
      />
      {rest > 0 && (
        <Text size="xs" c="dimmed" mt="md">
          And {countOf(rest, "other column")} with less.
        </Text>
      )}
      {way.note && (
        <Text size="xs" c="dimmed" mt="md">
          {way.note}
        </Text>
      )}
      {model.coefficients && (
        <Disclosure label="Coefficients">
          <Box mt="sm">
            <CoefficientTable coefficients={model.coefficients} />
          </Box>
        </Disclosure>
      )}
    </Section>
  );
}
