import { AppShell, Burger, Center, Loader } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useEffect } from "react";
import { Navigate, Outlet, ScrollRestoration, useLocation, useNavigate } from "react-router";
import { whenSignedOut } from "../../apollo.ts";
import { Logo } from "../../components/logo.tsx";
import { ErrorState } from "../../components/states.tsx";
import { MeContext, useSession } from "./session.ts";
import classes from "./shell.module.css";
import { Sidebar } from "./sidebar.tsx";

/** The frame of every page after the sign-in; without a session it leads there and back. */
export function Shell() {
  const { data, loading, error, refetch } = useSession();
  const location = useLocation();
  const navigate = useNavigate();
  const signInPath = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
  useEffect(() => {
    whenSignedOut(() => void navigate(`${signInPath}&ended=1`));
    return () => whenSignedOut(() => {});
  }, [navigate, signInPath]);

  if (error) {
    return (
      <Center h="100vh" p="md">
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Center>
    );
  }
  if (loading && !data) {
    return (
      <Center h="100vh">
        <Loader aria-label="Loading" />
      </Center>
    );
  }
  if (!data?.me) return <Navigate to={signInPath} replace />;
  return (
    <MeContext value={data.me}>
      <Frame />
      <ScrollRestoration />
    </MeContext>
  );
}

function Frame() {
  const [isOpen, { toggle, close }] = useDisclosure();
  return (
    <AppShell
      header={{ height: { base: 56, sm: 0 } }}
      navbar={{ width: 232, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
      padding={{ base: "md", sm: "xl" }}
    >
      <a href="#content" className={`${classes.skip} screen-only`}>
        Skip to the content
      </a>
      <AppShell.Header className={classes.header} hiddenFrom="sm">
        <Burger
          opened={isOpen}
          onClick={toggle}
          size="sm"
          color="#fff"
          aria-label="Menu"
          aria-expanded={isOpen}
        />
        <Logo size={26} />
        Loan Recovery
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar}>
        <Sidebar onNavigate={close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} style={{ outline: "none" }}>
        <div className={classes.content}>
          <Outlet />
        </div>
      </AppShell.Main>
    </AppShell>
  );
}
