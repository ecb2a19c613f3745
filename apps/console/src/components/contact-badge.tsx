import { Text } from "@mantine/core";
import { columnLabel } from "./column-label.ts";

interface ContactState {
  channel: string;
  verdict: string;
  blockedBy?: string | null;
  nextPermitted?: string | null;
}

const nowWords: Readonly<Record<string, string>> = {
  CALL: "Call now",
  SMS: "Text now",
  EMAIL: "E-mail now",
  LETTER: "Write now",
  VISIT: "Visit now",
};

/** Whether somebody may be contacted at this moment, in a few words: never by colour alone. */
export function ContactWords({ contact }: { contact: ContactState }) {
  const { verdict, channel, blockedBy } = contact;
  if (verdict === "ALLOW") {
    return (
      <Text component="span" inherit c="var(--mantine-color-teal-text)">
        {nowWords[channel]}
      </Text>
    );
  }
  const words = verdict === "DEFER" ? `From ${timeOf(contact.nextPermitted)}` : "Blocked";
  return (
    <Text component="span" inherit title={blockedBy ?? undefined}>
      {words}
    </Text>
  );
}

export function channelLabel(channel: string): string {
  return channel === "SMS" ? "Text message" : columnLabel(channel.toLowerCase());
}

export const verdictLabels: Readonly<Record<string, string>> = {
  ALLOW: "permitted",
  DEFER: "not at that time",
  BLOCK: "blocked",
};

/** A time on the reader's clock, or in a zone; with the weekday where it is not today. */
export function timeOf(at: string | null | undefined, timeZone?: string): string {
  if (!at) return "an unknown time";
  const date = new Date(at);
  const day = (value: Date) => value.toLocaleDateString("en-CA", { timeZone });
  const isToday = day(date) === day(new Date());
  const clock = { hour: "numeric", minute: "2-digit", timeZone } as const;
  const weekday = isToday ? {} : ({ weekday: "short", day: "numeric", month: "short" } as const);
  return date.toLocaleString(undefined, { ...clock, ...weekday });
}
