import { useMutation } from "@apollo/client/react";
import { Button, Code, NativeSelect, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Section } from "../../components/section.tsx";
import type { Role } from "../../gql/graphql.ts";
import { complain } from "./complain.ts";
import classes from "./form-row.module.css";
import { createApiKeyMutation } from "./queries.ts";

interface TokenFields {
  name: string;
  role: Role;
}

const roles = [
  { value: "AGENT", label: "Agent: reads the worklist" },
  { value: "ADMIN", label: "Admin: everything" },
];

export function NewToken({ onCreated }: { onCreated: (created: { name: string; token: string }) => void }) {
  const [create, { loading }] = useMutation(createApiKeyMutation);
  const form = useForm<TokenFields>({ initialValues: { name: "", role: "AGENT" } });
  async function submit(values: TokenFields) {
    try {
      const result = (await create({ variables: values })).data?.createApiKey;
      if (result?.__typename === "CreatedApiKey") {
        form.reset();
        onCreated({ name: result.apiKey.name, token: result.token });
        return;
      }
      for (const { path, message } of result?.problems ?? []) form.setFieldError(path, message);
    } catch (problem) {
      complain((problem as Error).message);
    }
  }
  return (
    <Section
      title="New key"
      hint={
        <>
          A program sends it with each request to <Code>/graphql</Code> as{" "}
          <Code>Authorization: Bearer …</Code>
        </>
      }
    >
      <form onSubmit={form.onSubmit(submit)} className={classes.row} data-fields="2">
        <TextInput label="Name" placeholder="nightly export" required {...form.getInputProps("name")} />
        <NativeSelect label="Role" data={roles} {...form.getInputProps("role")} />
        <Button type="submit" loading={loading}>
          Create key
        </Button>
      </form>
    </Section>
  );
}
