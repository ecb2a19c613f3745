import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { memo } from "react";
import { problemAt } from "../../components/problems.ts";
import { Section } from "../../components/section.tsx";
import type { DraftFragment } from "../../gql/graphql.ts";
import { ChangeList } from "./change-list.tsx";
import { ProblemAlerts } from "./problem-alerts.tsx";
import type { Rules } from "./rules.ts";
import type { useSteps } from "./steps.ts";
import type { Simulation } from "./use-preview.ts";
import type { RulesEditor } from "./use-rules.ts";

interface SaveCardProps
  extends Pick<RulesEditor, "note" | "basedOn" | "isChanged" | "canUndo" | "setNote" | "undo"> {
  rules: Rules;
  simulation: Simulation | null;
  /** It is about these rules. */
  isSimulated: boolean;
  /** The rules cannot be applied. */
  isFaulty: boolean;
  steps: ReturnType<typeof useSteps>;
  draft: DraftFragment | null;
  approvalNeeded: boolean;
  /** The rules say something else than those in force. */
  isDifferent: boolean;
  comparedWith: number | null;
  currency: string;
  onPublished: (version: number, jobId: string) => void;
  onSaved: (draftId: number) => void;
}

/** What is changed and why, and the ways on: publish it, or have it reviewed. */
export const SaveCard = memo(function SaveCard(props: SaveCardProps) {
  const { rules, note, basedOn, isChanged, steps, draft, approvalNeeded } = props;
  const { simulation, isSimulated, isDifferent, comparedWith, currency } = props;
  const ownDraft = draft?.isOwn && !isOver(draft) ? draft : null;
  const hasNote = note.trim() !== "";
  const isReady = isDifferent && hasNote && isSimulated;
  const isSaved = ownDraft !== null && !isChanged && note.trim() === ownDraft.note;

  async function publish() {
    const done = await steps.publish(rules, note, basedOn);
    if (done) props.onPublished(done.policy.version, done.job.id);
  }
  async function save(): Promise<number | null> {
    const saved = await steps.save(rules, note, ownDraft?.id ?? null);
    if (saved) props.onSaved(saved.id);
    return saved?.id ?? null;
  }
  async function sendToReview() {
    const id = isSaved ? ownDraft.id : ((await steps.save(rules, note, ownDraft?.id ?? null))?.id ?? null);
    if (id === null) return;
    const sent = await steps.submit(id);
    if (sent || !isSaved) props.onSaved(id);
  }
  const against = comparedWith === null ? "what is in force" : `version ${comparedWith}`;
  return (
    <Section title="Changes" hint={`Against ${against}.`}>
      <Stack gap="md">
        {simulation && (
          <div style={{ opacity: isSimulated ? 1 : 0.5 }}>
            <ChangeList
              changes={simulation.changes}
              currency={currency}
              none="Nothing is changed yet: drag a boundary, or open a part."
            />
          </div>
        )}
        <Textarea
          label="Note"
          description="What changes, and why. It stays with the version."
          required
          rows={2}
          value={note}
          error={problemAt(steps.problems, "note")}
          onChange={(event) => props.setNote(event.currentTarget.value)}
        />
        <ProblemAlerts problems={steps.problems} />
        {approvalNeeded && (
          <Text size="xs" c="dimmed">
            Another admin approves it before it is published.
          </Text>
        )}
        <Group gap="xs">
          {approvalNeeded ? (
            <Button
              onClick={() => void sendToReview()}
              loading={steps.isBusy}
              disabled={!isReady || (isSaved && draft?.state !== "DRAFT" && draft?.state !== "REJECTED")}
            >
              Send to review
            </Button>
          ) : (
            <Button onClick={() => void publish()} loading={steps.isBusy} disabled={!isReady}>
              Publish
            </Button>
          )}
          <Button
            variant="default"
            onClick={() => void save()}
            disabled={!hasNote || props.isFaulty || isSaved || steps.isBusy || !isDifferent}
          >
            Save draft
          </Button>
          <Button
            variant="subtle"
            leftSection={<IconArrowBackUp size={16} />}
            onClick={props.undo}
            disabled={!props.canUndo}
          >
            Undo
          </Button>
        </Group>
      </Stack>
    </Section>
  );
});

export function isOver({ state }: Pick<DraftFragment, "state">): boolean {
  return state === "PUBLISHED" || state === "WITHDRAWN";
}
