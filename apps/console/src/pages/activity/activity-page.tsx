import { Stack, Tabs } from "@mantine/core";
import { Page } from "../../components/page.tsx";
import { AuditTable } from "./audit-table.tsx";
import { JobsTable } from "./jobs-table.tsx";
import { SealCard } from "./seal-card.tsx";

export function ActivityPage() {
  return (
    <Page title="Activity" description="What is running, and who did what.">
      <Tabs defaultValue="jobs" keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="jobs">Jobs</Tabs.Tab>
          <Tabs.Tab value="audit">Audit log</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="jobs">
          <JobsTable />
        </Tabs.Panel>
        <Tabs.Panel value="audit">
          <Stack gap="lg">
            <SealCard />
            <AuditTable />
          </Stack>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
