import { notifications } from "@mantine/notifications";

/** Says what did not work, where no field is at fault. */
export function complain(message: string): void {
  notifications.show({ color: "red", message });
}
