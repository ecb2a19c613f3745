import { Stack, Text } from "@mantine/core";
import { channelLabel, timeOf } from "../../components/contact-badge.tsx";
import { formatDate, formatMoney } from "../../components/format.ts";
import { Section } from "../../components/section.tsx";
import { ActivityForm } from "./activity-form.tsx";
import type { ContactBorrower } from "./contact-queries.ts";

interface ActivityCardProps {
  borrower: ContactBorrower;
  onChange: () => void;
}

/** What was done, newest first, and a form to add to it. */
export function ActivityCard({ borrower, onChange }: ActivityCardProps) {
  const loanId = borrower.leadDecision?.loan.id ?? borrower.loans[0]?.id;
  return (
    <Section title="Activity">
      <Stack gap="md">
        {loanId && <ActivityForm loanId={loanId} onDone={onChange} />}
        {borrower.activities.length === 0 && (
          <Text size="sm" c="dimmed">
            Nothing has been recorded yet.
          </Text>
        )}
        <Stack component="ol" gap="xs" style={{ listStyle: "none", margin: 0, padding: 0 }}>
          {borrower.activities.map((activity) => (
            <ActivityLine key={activity.id} activity={activity} />
          ))}
        </Stack>
      </Stack>
    </Section>
  );
}

function ActivityLine({ activity }: { activity: ContactBorrower["activities"][number] }) {
  const { promiseAmount, promiseDay } = activity;
  return (
    <Text component="li" size="sm" style={{ overflowWrap: "anywhere" }}>
      <b>
        {channelLabel(activity.channel)}: {channelLabel(activity.result)}
      </b>
      {activity.direction === "INBOUND" && " (they contacted us)"}
      {promiseAmount && promiseDay && `, ${formatMoney(promiseAmount)} by ${formatDate(promiseDay)}`} ·{" "}
      {timeOf(activity.at)} · {activity.createdBy}
      {activity.note && ` · ${activity.note}`}
      {activity.breach && (
        <Text size="sm" c="var(--mantine-color-red-text)">
          Against the contact rules: {activity.breach.words} Why it happened: {activity.breach.reason}
        </Text>
      )}
    </Text>
  );
}
