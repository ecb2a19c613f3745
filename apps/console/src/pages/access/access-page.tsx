import { Tabs } from "@mantine/core";
import { Page } from "../../components/page.tsx";
import { TokensPanel } from "./tokens-panel.tsx";
import { UsersPanel } from "./users-panel.tsx";

export function AccessPage() {
  return (
    <Page
      title="Users and API keys"
      description="Who may sign in, and which programs may ask. Agents see the worklist, borrowers and loans; admins do everything."
    >
      <Tabs defaultValue="users" keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="users">Users</Tabs.Tab>
          <Tabs.Tab value="tokens">API keys</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="users">
          <UsersPanel />
        </Tabs.Panel>
        <Tabs.Panel value="tokens">
          <TokensPanel />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
