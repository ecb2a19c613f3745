import { useMutation, useQuery } from "@apollo/client/react";
import { Alert, Anchor, Button, Group, List, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";
import { forgetDecisions } from "../../apollo.ts";
import { countOf, formatCount, formatTime } from "../../components/format.ts";
import { Section } from "../../components/section.tsx";
import { treatmentLabel } from "../../components/treatment.tsx";
import {
  approvePromotionMutation,
  type Promotion,
  promotionsQuery,
  rejectPromotionMutation,
} from "./promotion-queries.ts";

interface PromotionsProps {
  timeZone: string | undefined;
  /** A model has been approved: another one is active now. */
  onActive: () => void;
}

/** Models that wait for a second pair of eyes, each with what it would change. Nothing where none waits. */
export function PromotionsCard({ timeZone, onActive }: PromotionsProps) {
  // A run that is being built gets its counts by itself.
  const { data, refetch } = useQuery(promotionsQuery, {
    fetchPolicy: "cache-and-network",
    pollInterval: 5000,
  });
  const waiting = data?.modelPromotions.nodes.filter(({ state }) => state === "IN_REVIEW") ?? [];
  if (waiting.length === 0) return null;
  const done = () => {
    forgetDecisions();
    void refetch();
    onActive();
  };
  return (
    <Section
      title="Waiting for approval"
      hint="Each has decided the whole book beside what is in force. Approving switches over at once."
    >
      <Stack gap="xl">
        {waiting.map((promotion) => (
          <Review
            key={promotion.id}
            promotion={promotion}
            timeZone={timeZone}
            needsOther={promotion.isOwn && data?.settings.fourEyes.approvalNeeded === true}
            onDone={done}
          />
        ))}
      </Stack>
    </Section>
  );
}

/** What a step answers: problems, where it was refused. */
type Answer =
  | { __typename: "ModelPromotion" }
  | { __typename: "Refusal"; problems: readonly { message: string }[] };

interface ReviewProps {
  promotion: Promotion;
  timeZone: string | undefined;
  /** Asked for by whoever is looking, so that somebody else has to approve it. */
  needsOther: boolean;
  onDone: () => void;
}

function Review({ promotion, timeZone, needsOther, onDone }: ReviewProps) {
  const [note, setNote] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [approve, approving] = useMutation(approvePromotionMutation);
  const [reject, rejecting] = useMutation(rejectPromotionMutation);
  const { id, model, author, createdAt, movements, run } = promotion;

  async function answer(work: () => Promise<Answer | undefined>) {
    setProblem(null);
    try {
      const result = await work();
      if (result?.__typename === "Refusal") setProblem(result.problems[0].message);
      onDone();
    } catch (error) {
      setProblem((error as Error).message);
    }
  }
  const onApprove = () =>
    void answer(async () => (await approve({ variables: { id } })).data?.approveModelPromotion);
  const onReject = () =>
    void answer(async () => (await reject({ variables: { id, note } })).data?.rejectModelPromotion);
  return (
    <Stack gap="sm" maw={640}>
      <div>
        <Anchor component={Link} to={`/models/${model.id}`} fw={600}>
          Model {model.version}
        </Anchor>
        <Text size="sm" c="dimmed">
          Asked for by {author}, {formatTime(createdAt, timeZone)}
          {promotion.note ? `: ${promotion.note}` : ""}
        </Text>
      </div>
      {run?.state === "FAILED" && <Alert color="red">Its run failed: {run.failure}</Alert>}
      {movements ? (
        <Changes movements={movements} />
      ) : (
        run?.state === "BUILDING" && (
          <Text size="sm">
            Deciding the book beside what is in force; its effect shows here when that is done.
          </Text>
        )
      )}
      {problem && (
        <Alert color="red" role="alert">
          {problem}
        </Alert>
      )}
      <Textarea
        label="Why not"
        description="Needed to reject."
        autosize
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Group>
        <Button
          onClick={onApprove}
          loading={approving.loading}
          disabled={needsOther || run?.state !== "READY"}
        >
          Approve
        </Button>
        <Button
          variant="default"
          onClick={onReject}
          loading={rejecting.loading}
          disabled={note.trim() === ""}
        >
          Reject
        </Button>
        {needsOther && (
          <Text size="sm" c="dimmed">
            Another admin has to approve this.
          </Text>
        )}
      </Group>
    </Stack>
  );
}

function Changes({ movements }: { movements: NonNullable<Promotion["movements"]> }) {
  const moved = movements.filter(({ from, to }) => from !== to);
  const total = movements.reduce((sum, { loans }) => sum + loans, 0);
  const count = moved.reduce((sum, { loans }) => sum + loans, 0);
  return (
    <div>
      <Text size="sm">
        {formatCount(count)} of {countOf(total, "loan")} would be treated in another way.
      </Text>
      <List size="sm" aria-label="Changes">
        {moved.map(({ from, to, loans }) => (
          <List.Item key={`${from} ${to}`}>
            {formatCount(loans)}: {from ? treatmentLabel(from) : "new in the book"} to{" "}
            {to ? treatmentLabel(to).toLowerCase() : "no longer in the book"}
          </List.Item>
        ))}
      </List>
    </div>
  );
}
