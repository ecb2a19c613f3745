import { useMutation } from "@apollo/client/react";
import { Select } from "@mantine/core";
import { useState } from "react";
import { setTimeZoneMutation } from "./contact-queries.ts";
import { SaveForm } from "./save-form.tsx";
import { useProblems } from "./use-problems.ts";

interface TimeZoneFormProps {
  borrowerId: string;
  timeZone: string | null;
  onDone: () => void;
}

/** Where the borrower lives, as far as their clock is concerned; left empty: not known, which blocks contact. */
export function TimeZoneForm({ borrowerId, timeZone, onDone }: TimeZoneFormProps) {
  const [zone, setZone] = useState(timeZone);
  const [set, { loading }] = useMutation(setTimeZoneMutation);
  const { send, at, rest } = useProblems(["timeZone"]);
  const submit = () =>
    send(async () => (await set({ variables: { borrowerId, timeZone: zone } })).data?.setTimeZone, onDone);
  return (
    <SaveForm onSend={submit} rest={rest} isSending={loading}>
      <Select
        label="Time zone"
        description="Type a city. Left empty it is not known, and nobody calls."
        data={zonesWith(timeZone)}
        value={zone}
        onChange={setZone}
        error={at("timeZone")}
        searchable
        clearable
        limit={50}
        nothingFoundMessage="No such zone"
        data-autofocus
      />
    </SaveForm>
  );
}

/** Cities that browsers list under a name that nobody types any more. Both names are known everywhere. */
const renamed: Readonly<Record<string, string>> = {
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Europe/Kiev": "Europe/Kyiv",
};

/** All that this browser knows, and what a file may have said under another name. */
function zonesWith(timeZone: string | null): { value: string; label: string }[] {
  const zones = new Set(Intl.supportedValuesOf("timeZone").map((zone) => renamed[zone] ?? zone));
  if (timeZone !== null) zones.add(timeZone);
  return [...zones].sort().map((value) => ({ value, label: value.replaceAll("_", " ") }));
}
