import { Anchor, Box, Group, Stack, Text, Title } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import { type ReactNode, useEffect } from "react";
import { Link } from "react-router";

interface PageProps {
  title: string;
  /** Small things beside the title: a state, a count. */
  beside?: ReactNode;
  /** One sentence under the title. */
  description?: ReactNode;
  /** Buttons at the right, or below the title on a narrow screen. */
  actions?: ReactNode;
  /** The list that this page is one of. */
  back?: { to: string; label: string; state?: unknown };
  children: ReactNode;
}

/** Every page's frame: its title, also of the browser's tab, what it is for, and what can be done. */
export function Page({ title, beside, description, actions, back, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Loan Recovery`;
  }, [title]);
  return (
    <Stack gap="lg">
      <Box>
        {back && (
          <div className="screen-only">
            <Anchor
              component={Link}
              to={back.to}
              state={back.state}
              size="sm"
              c="dimmed"
              display="inline-flex"
              mb={6}
              ml={-4}
            >
              <IconChevronLeft size={18} stroke={1.75} aria-hidden style={{ marginTop: 1 }} />
              {back.label}
            </Anchor>
          </div>
        )}
        <Group justify="space-between" align="flex-start" gap="md">
          <Box style={{ flex: "1 1 300px", minWidth: 0 }}>
            <Group gap="sm" align="center">
              <Title order={1} style={{ overflowWrap: "anywhere" }}>
                {title}
              </Title>
              {beside}
            </Group>
            {description && (
              <Text c="dimmed" mt={4} maw={680} component="div" style={{ textWrap: "pretty" }}>
                {description}
              </Text>
            )}
          </Box>
          {actions && (
            <Group gap="sm" className="screen-only">
              {actions}
            </Group>
          )}
        </Group>
      </Box>
      {children}
    </Stack>
  );
}
