import { IconLock } from "@tabler/icons-react";
import { Outlet } from "react-router";
import { Page } from "../../components/page.tsx";
import { EmptyState } from "../../components/states.tsx";
import { useMe } from "./session.ts";

/** Saves an agent who follows an admin's link from a page of errors. The server refuses on its own. */
export function AdminsOnly() {
  const me = useMe();
  if (me.role === "ADMIN") return <Outlet />;
  return (
    <Page title="For admins">
      <EmptyState icon={IconLock} title="This page is for admins">
        Your account works with the worklist, borrowers and loans.
      </EmptyState>
    </Page>
  );
}
