import { Badge, Button, Group, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { formatTime } from "../../components/format.ts";
import { problemAt } from "../../components/problems.ts";
import { Section } from "../../components/section.tsx";
import type { DraftFragment } from "../../gql/graphql.ts";
import { ChangeList } from "./change-list.tsx";
import { EffectInWords, MovementMatrix } from "./movements.tsx";
import { ProblemAlerts } from "./problem-alerts.tsx";
import { bySeverity } from "./rules.ts";
import { isOver } from "./save-card.tsx";
import { useSteps } from "./steps.ts";
import { draftStates } from "./words.ts";

interface DraftCardProps {
  draft: DraftFragment;
  approvalNeeded: boolean;
  currency: string;
  timeZone: string | undefined;
  /** It went a step on. */
  onStep: () => void;
  onPublished: (version: number, jobId: string) => void;
}

/** A draft as its reviewer sees it: what changes, what it does, and the next step. */
export function DraftCard({ draft, approvalNeeded, currency, timeZone, ...told }: DraftCardProps) {
  const order = bySeverity(draft.rules).map(({ name }) => name);
  const { label, color } = draftStates[draft.state];
  return (
    <Section
      title={
        <Group gap="xs">
          Draft {draft.id} <Badge color={color}>{label}</Badge>
        </Group>
      }
      hint={`By ${draft.isOwn ? "you" : draft.author}, ${formatTime(draft.updatedAt, timeZone)}${
        draft.baseVersion === null ? "" : `, written against version ${draft.baseVersion}`
      }.`}
    >
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
        <Stack gap="md">
          <Text style={{ whiteSpace: "pre-wrap" }}>{draft.note}</Text>
          <Said draft={draft} timeZone={timeZone} />
          <ChangeList changes={draft.changes} currency={currency} none="It says what is in force already." />
          {draft.effect && (
            <>
              <EffectInWords effect={draft.effect} />
              {draft.effect.moved > 0 && <MovementMatrix movements={draft.effect.movements} order={order} />}
            </>
          )}
        </Stack>
        <NextStep draft={draft} approvalNeeded={approvalNeeded} {...told} />
      </SimpleGrid>
    </Section>
  );
}

/** What was said of it since. */
function Said({ draft, timeZone }: { draft: DraftFragment; timeZone: string | undefined }) {
  const { state, reviewer, reviewNote, failure, publishAt, policy } = draft;
  return (
    <>
      {reviewer && (
        <Text size="sm">
          {state === "REJECTED" ? "Rejected" : "Approved"} by {reviewer}
          {reviewNote ? `: ${reviewNote}` : "."}
        </Text>
      )}
      {publishAt && <Text size="sm">It is published on {formatTime(publishAt, timeZone)}.</Text>}
      {policy && <Text size="sm">It was published as version {policy.version}.</Text>}
      {failure && (
        <Text size="sm" c="var(--mantine-color-error)">
          {failure}
        </Text>
      )}
    </>
  );
}

function NextStep({
  draft,
  approvalNeeded,
  onStep,
  onPublished,
}: Pick<DraftCardProps, "draft" | "approvalNeeded" | "onStep" | "onPublished">) {
  const steps = useSteps();
  const told = (next: DraftFragment | null) => {
    if (next?.policy && next.job) onPublished(next.policy.version, next.job.id);
    else if (next) onStep();
  };
  if (isOver(draft)) return null;
  const mayReview = draft.state === "IN_REVIEW" && !(draft.isOwn && approvalNeeded);
  return (
    <Stack gap="md">
      {draft.state === "IN_REVIEW" && !mayReview && (
        <Text size="sm" fw={500}>
          Another admin has to approve what you wrote.
        </Text>
      )}
      {mayReview && <Review draft={draft} steps={steps} onDone={told} />}
      {!mayReview && <ProblemAlerts problems={steps.problems} />}
      <Group gap="xs">
        {draft.state === "APPROVED" && (
          <Button loading={steps.isBusy} onClick={() => void steps.publishDraft(draft.id).then(told)}>
            Publish now
          </Button>
        )}
        {draft.isOwn && (
          <Button
            variant="default"
            disabled={steps.isBusy}
            onClick={() => void steps.withdraw(draft.id).then(told)}
          >
            Withdraw
          </Button>
        )}
      </Group>
    </Stack>
  );
}

interface ReviewProps {
  draft: DraftFragment;
  steps: ReturnType<typeof useSteps>;
  onDone: (draft: DraftFragment | null) => void;
}

/** Yes, now or later, or no with a reason. The approval is for the effect that is shown above. */
function Review({ draft, steps, onDone }: ReviewProps) {
  const [note, setNote] = useState("");
  const [time, setTime] = useState("");
  const publishAt = time === "" ? null : new Date(time).toISOString();
  const approve = () => steps.approve(draft.id, draft.effect?.id ?? "", note.trim() || null, publishAt);
  return (
    <Stack gap="sm" maw={560}>
      <Textarea
        label="Review note"
        description="Needed to reject."
        autosize
        minRows={2}
        value={note}
        error={problemAt(steps.problems, "note")}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <TextInput
        type="datetime-local"
        label="Publish at"
        description="In your own time. Left empty: at once."
        maw={260}
        value={time}
        onChange={(event) => setTime(event.currentTarget.value)}
      />
      <ProblemAlerts problems={steps.problems} />
      <Group gap="xs">
        <Button loading={steps.isBusy} onClick={() => void approve().then(onDone)}>
          {publishAt ? "Approve for then" : "Approve and publish"}
        </Button>
        <Button
          variant="light"
          color="red"
          disabled={steps.isBusy || note.trim() === ""}
          onClick={() => void steps.reject(draft.id, note).then(onDone)}
        >
          Reject
        </Button>
      </Group>
    </Stack>
  );
}
