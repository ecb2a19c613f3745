import { useMutation } from "@apollo/client/react";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Section } from "../../components/section.tsx";
import type { Role } from "../../gql/graphql.ts";
import { complain } from "./complain.ts";
import classes from "./form-row.module.css";
import { createUserMutation, roleLabels } from "./queries.ts";

export interface NewPassword {
  email: string;
  password: string;
}

interface UserFields {
  email: string;
  name: string;
  role: Role;
}

const roles = Object.entries(roleLabels).map(([value, label]) => ({ value, label }));

export function NewUser({ onCreated }: { onCreated: (created: NewPassword) => void }) {
  const [create, { loading }] = useMutation(createUserMutation);
  const form = useForm<UserFields>({ initialValues: { email: "", name: "", role: "AGENT" } });
  async function submit({ email, name, role }: UserFields) {
    try {
      const result = (await create({ variables: { email, name: name || null, role } })).data?.createUser;
      if (result?.__typename === "CreatedUser") {
        form.reset();
        onCreated({ email: result.user.email, password: result.temporaryPassword });
        return;
      }
      for (const { path, message } of result?.problems ?? []) form.setFieldError(path, message);
    } catch (problem) {
      complain((problem as Error).message);
    }
  }
  return (
    <Section title="New user" hint="The first password is shown once, for you to hand over.">
      <form onSubmit={form.onSubmit(submit)} className={classes.row}>
        <TextInput label="Email" type="email" required {...form.getInputProps("email")} />
        <TextInput label="Name" {...form.getInputProps("name")} />
        <NativeSelect label="Role" data={roles} {...form.getInputProps("role")} />
        <Button type="submit" loading={loading}>
          Create user
        </Button>
      </form>
    </Section>
  );
}
