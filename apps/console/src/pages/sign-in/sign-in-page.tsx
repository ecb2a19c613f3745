import {
  Alert,
  Box,
  Button,
  Card,
  Center,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { client } from "../../apollo.ts";

/** Only a path of our own is gone back to, never another site's address. */
function safeNext(next: string | null): string {
  return next?.startsWith("/") && !next.startsWith("//") && !next.startsWith("/sign-in")
    ? next
    : "/borrowers";
}

export function SignInPage() {
  const [parameters] = useSearchParams();
  const navigate = useNavigate();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const form = useForm({ initialValues: { email: "", password: "" } });
  useEffect(() => {
    document.title = "Sign in · Loan Recovery";
  }, []);

  async function signIn(values: { email: string; password: string }) {
    setBusy(true);
    setProblem(null);
    try {
      const response = await fetch("/api/auth/sign-in/email", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(values),
      });
      if (!response.ok) {
        setProblem(await describe(response));
        return;
      }
      await client.clearStore();
      await navigate(safeNext(parameters.get("next")), { replace: true });
    } catch {
      setProblem("The server does not answer. Check your connection and try again.");
    } finally {
      setBusy(false);
    }
  }

  return (
    <Center mih="100vh" p="md">
      <Stack w="100%" maw={380} gap="lg">
        <Box ta="center">
          <img src="/icon.svg" alt="" width={48} height={48} />
          <Title order={1} mt="sm">
            Loan Recovery
          </Title>
          <Text c="dimmed" size="sm">
            Whom to call first, and why.
          </Text>
        </Box>
        <Card>
          <form onSubmit={form.onSubmit(signIn)}>
            <Stack gap="md">
              {parameters.has("ended") && !problem && (
                <Alert color="blue" icon={<IconInfoCircle size={18} />} role="status">
                  Your session has ended. Sign in to go on where you were.
                </Alert>
              )}
              {problem && (
                <Alert color="red" icon={<IconAlertTriangle size={18} />} role="alert">
                  {problem}
                </Alert>
              )}
              <TextInput
                label="Email"
                type="email"
                autoComplete="username"
                required
                autoFocus
                {...form.getInputProps("email")}
              />
              <PasswordInput
                label="Password"
                autoComplete="current-password"
                required
                {...form.getInputProps("password")}
              />
              <Button type="submit" loading={isBusy} fullWidth>
                Sign in
              </Button>
            </Stack>
          </form>
        </Card>
        <Text size="xs" c="dimmed" ta="center">
          An admin makes accounts and resets passwords.
        </Text>
      </Stack>
    </Center>
  );
}

async function describe(response: Response): Promise<string> {
  if (response.status === 401) return "That email and password do not go together.";
  if (response.status === 429) return "Too many attempts: wait a minute and try again.";
  const body = (await response.json().catch(() => null)) as { message?: string } | null;
  return body?.message ?? `The server answered with ${response.status}. Try again.`;
}
