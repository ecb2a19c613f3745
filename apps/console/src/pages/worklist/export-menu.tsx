import { Button, Menu, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";

/** The active run as CSV: unchanged for machines, or with formulas neutralised for spreadsheets. */
export function ExportMenu() {
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} />}>
          Download CSV
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href="/decisions.csv?for=spreadsheet" download>
          For a spreadsheet
          <Text size="xs" c="dimmed">
            Cells that would run as a formula are made harmless
          </Text>
        </Menu.Item>
        <Menu.Item component="a" href="/decisions.csv" download>
          For a program
          <Text size="xs" c="dimmed">
            Every id exactly as in your file
          </Text>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
