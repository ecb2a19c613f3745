import { Alert, Button, Group, PasswordInput, SimpleGrid, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { Fact } from "../../components/figure.tsx";
import { Page } from "../../components/page.tsx";
import { Section } from "../../components/section.tsx";
import { useMe, useSettings } from "../shell/session.ts";

const minimum = 12;

export function AccountPage() {
  const me = useMe();
  const settings = useSettings();
  return (
    <Page title="Account" description="Who you are here, and your password.">
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" style={{ alignItems: "start" }}>
        <Section title="Change password" hint="Your other sessions are ended.">
          <PasswordForm />
        </Section>
        <Section title="You and this installation">
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="lg" verticalSpacing="md">
            <Fact label="Email">{me.email}</Fact>
            <Fact label="Role">{me.role === "ADMIN" ? "Admin" : "Agent"}</Fact>
            <Fact label="Currency">{settings?.currency}</Fact>
            <Fact label="Time zone">{settings?.timeZone}</Fact>
            <Fact label="Version">{settings?.version}</Fact>
          </SimpleGrid>
        </Section>
      </SimpleGrid>
    </Page>
  );
}

function PasswordForm() {
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm({
    initialValues: { currentPassword: "", newPassword: "", again: "" },
    validate: {
      newPassword: (value) => (value.length < minimum ? `At least ${minimum} characters` : null),
      again: (value, values) => (value === values.newPassword ? null : "Not the same as the new password"),
    },
  });
  async function change({ currentPassword, newPassword }: { currentPassword: string; newPassword: string }) {
    setProblem(null);
    const response = await fetch("/api/auth/change-password", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ currentPassword, newPassword, revokeOtherSessions: true }),
    }).catch(() => null);
    if (!response?.ok) {
      const isWrong = response?.status === 400 || response?.status === 401;
      setProblem(
        isWrong
          ? "The current password is not right."
          : "The password was not changed. Try again in a minute.",
      );
      return;
    }
    form.reset();
    notifications.show({ message: "Your password is changed, and your other sessions are ended." });
  }
  return (
    <form onSubmit={form.onSubmit(change)}>
      <Stack gap="md">
        {problem && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <PasswordInput
          label="Current password"
          autoComplete="current-password"
          required
          {...form.getInputProps("currentPassword")}
        />
        <PasswordInput
          label="New password"
          autoComplete="new-password"
          required
          {...form.getInputProps("newPassword")}
        />
        <PasswordInput
          label="New password again"
          autoComplete="new-password"
          required
          {...form.getInputProps("again")}
        />
        <Group>
          <Button type="submit" loading={form.submitting}>
            Change password
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
