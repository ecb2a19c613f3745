import { ActionIcon, Avatar, Box, Menu, Text, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import {
  IconActivity,
  IconAdjustmentsHorizontal,
  IconChartDots,
  IconChartHistogram,
  IconDatabase,
  IconFlask,
  IconListDetails,
  IconLogout,
  IconMoon,
  IconSelector,
  IconSun,
  IconUser,
  IconUsers,
} from "@tabler/icons-react";
import { Link, NavLink, useNavigate } from "react-router";
import { client } from "../../apollo.ts";
import { Logo } from "../../components/logo.tsx";
import { type Me, useMe } from "./session.ts";
import classes from "./shell.module.css";

interface Place {
  to: string;
  label: string;
  icon: typeof IconUser;
}

interface Section {
  label: string;
  places: Place[];
}

const forEverybody: Section = {
  label: "Collections",
  places: [{ to: "/borrowers", label: "Worklist", icon: IconListDetails }],
};
const forAdmins: Section[] = [
  {
    label: "Strategy",
    places: [
      { to: "/datasets", label: "Datasets", icon: IconDatabase },
      { to: "/explore", label: "Explore", icon: IconChartHistogram },
      { to: "/models", label: "Models", icon: IconChartDots },
      { to: "/policy", label: "Policy", icon: IconAdjustmentsHorizontal },
      { to: "/experiments", label: "Experiments", icon: IconFlask },
    ],
  },
  {
    label: "System",
    places: [
      { to: "/activity", label: "Activity", icon: IconActivity },
      { to: "/access", label: "Users and API keys", icon: IconUsers },
    ],
  },
];

/** Where one can go, and who one is. @param onNavigate closes the menu of a narrow screen */
export function Sidebar({ onNavigate }: { onNavigate: () => void }) {
  const me = useMe();
  const sections = me.role === "ADMIN" ? [forEverybody, ...forAdmins] : [forEverybody];
  return (
    <>
      <Link to="/borrowers" className={classes.brand} onClick={onNavigate}>
        <Logo />
        Loan Recovery
      </Link>
      <Box component="nav" aria-label="Pages" style={{ overflowY: "auto" }}>
        {sections.map(({ label, places }) => (
          <div key={label}>
            <div className={classes.section}>{label}</div>
            {places.map(({ to, label: place, icon: Icon }) => (
              <NavLink key={to} to={to} className={classes.item} onClick={onNavigate}>
                <Icon size={18} stroke={1.75} aria-hidden />
                {place}
              </NavLink>
            ))}
          </div>
        ))}
      </Box>
      <div className={classes.foot}>
        <UserMenu me={me} onNavigate={onNavigate} />
        <ColorSchemeButton />
      </div>
    </>
  );
}

function ColorSchemeButton() {
  const { setColorScheme } = useMantineColorScheme();
  const shared = { variant: "transparent", size: "lg", className: classes.tool } as const;
  return (
    <>
      <ActionIcon {...shared} darkHidden aria-label="Dark colours" onClick={() => setColorScheme("dark")}>
        <IconMoon size={18} stroke={1.75} />
      </ActionIcon>
      <ActionIcon {...shared} lightHidden aria-label="Light colours" onClick={() => setColorScheme("light")}>
        <IconSun size={18} stroke={1.75} />
      </ActionIcon>
    </>
  );
}

function UserMenu({ me, onNavigate }: { me: Me; onNavigate: () => void }) {
  const navigate = useNavigate();
  async function signOut() {
    await fetch("/api/auth/sign-out", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "{}",
    });
    await navigate("/sign-in");
    await client.clearStore();
  }
  return (
    <Menu position="top-start" width={212}>
      <Menu.Target>
        <UnstyledButton className={classes.me}>
          <span className="unseen">Account of {me.email}</span>
          <Avatar
            size={30}
            color="white"
            variant="filled"
            name={me.name}
            styles={{ placeholder: { color: "#0b3433" } }}
          />
          <Box miw={0} flex={1}>
            <Text size="sm" fw={500} truncate lh={1.25}>
              {me.name}
            </Text>
            <Text size="xs" c="rgb(255 255 255 / 60%)" lh={1.25}>
              {me.role === "ADMIN" ? "Admin" : "Agent"}
            </Text>
          </Box>
          <IconSelector size={16} aria-hidden style={{ opacity: 0.6 }} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label style={{ overflow: "hidden", textOverflow: "ellipsis" }}>{me.email}</Menu.Label>
        <Menu.Item leftSection={<IconUser size={16} />} component={Link} to="/account" onClick={onNavigate}>
          Account
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
