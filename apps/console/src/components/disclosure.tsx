import { Collapse, Group, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { IconChevronRight } from "@tabler/icons-react";
import type { ReactNode } from "react";

/** What is looked up now and then: hidden until it is asked for. */
export function Disclosure({ label, children }: { label: string; children: ReactNode }) {
  const [isOpen, { toggle }] = useDisclosure();
  return (
    <>
      <UnstyledButton mt="lg" onClick={toggle} aria-expanded={isOpen}>
        <Group gap={6} c="var(--mantine-color-anchor)" wrap="nowrap">
          <IconChevronRight
            size={16}
            aria-hidden
            style={{
              flex: "none",
              transform: isOpen ? "rotate(90deg)" : undefined,
              transition: "transform 120ms",
            }}
          />
          <Text size="sm" fw={500}>
            {label}
          </Text>
        </Group>
      </UnstyledButton>
      <Collapse expanded={isOpen}>{children}</Collapse>
    </>
  );
}

/** Details that stand open where there is room, and are folded on a phone, where they would bury what follows. */
export function DisclosureOnPhone({ label, children }: { label: string; children: ReactNode }) {
  const isPhone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  return isPhone ? <Disclosure label={label}>{children}</Disclosure> : children;
}
