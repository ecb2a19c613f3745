import { Card, Tabs, Text } from "@mantine/core";
import { memo } from "react";
import type { Band } from "../../components/bands.ts";
import { ContactsPanel } from "./contacts-panel.tsx";
import { GroupsPanel } from "./groups-panel.tsx";
import { MovementsPanel } from "./movements.tsx";
import { OptimizerPanel } from "./optimizer-panel.tsx";
import { bySeverity, type Rules } from "./rules.ts";
import { SensitivityPanel } from "./sensitivity-panel.tsx";
import type { Simulation } from "./use-preview.ts";

interface EffectDetailsProps {
  /** As they were when the hand last rested: a drag does not draw all of this at every frame. */
  rules: Rules;
  simulation: Simulation | null;
  /** The rules can be applied. */
  isWhole: boolean;
  onBands: (bands: Band[]) => void;
}

/** The effect looked at more closely; each view is asked of the server when it is opened. */
export const EffectDetails = memo(function EffectDetails(props: EffectDetailsProps) {
  const { rules, simulation, isWhole, onBands } = props;
  const order = bySeverity(rules).map(({ name }) => name);
  return (
    <Card component="section" aria-label="The effect more closely">
      <Tabs
        defaultValue="moves"
        keepMounted={false}
        styles={{ list: { flexWrap: "nowrap", overflowX: "auto" }, tab: { paddingInline: 10 } }}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="moves">Moves</Tabs.Tab>
          <Tabs.Tab value="groups">Groups</Tabs.Tab>
          <Tabs.Tab value="contacts">Contacts</Tabs.Tab>
          <Tabs.Tab value="sensitivity">If wrong</Tabs.Tab>
          <Tabs.Tab value="best">Optimize</Tabs.Tab>
        </Tabs.List>
        {!isWhole && (
          <Text size="sm" c="dimmed" mb="md">
            Shown as soon as the problems beside the fields are solved.
          </Text>
        )}
        <Tabs.Panel value="moves">
          {simulation && <MovementsPanel simulation={simulation} order={order} />}
        </Tabs.Panel>
        <Tabs.Panel value="groups">{isWhole && <GroupsPanel rules={rules} />}</Tabs.Panel>
        <Tabs.Panel value="contacts">{isWhole && <ContactsPanel rules={rules} />}</Tabs.Panel>
        <Tabs.Panel value="sensitivity">{isWhole && <SensitivityPanel rules={rules} />}</Tabs.Panel>
        <Tabs.Panel value="best">{isWhole && <OptimizerPanel rules={rules} onUse={onBands} />}</Tabs.Panel>
      </Tabs>
    </Card>
  );
});
