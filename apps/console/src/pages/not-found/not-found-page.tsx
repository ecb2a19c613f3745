import { Anchor } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { Link } from "react-router";
import { Page } from "../../components/page.tsx";
import { EmptyState } from "../../components/states.tsx";

export function NotFoundPage() {
  return (
    <Page title="No such page">
      <EmptyState
        icon={IconMapOff}
        title="There is nothing at this address"
        action={
          <Anchor component={Link} to="/borrowers">
            Open the worklist
          </Anchor>
        }
      />
    </Page>
  );
}
