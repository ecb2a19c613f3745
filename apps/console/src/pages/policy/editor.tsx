import { Stack } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { useNavigate } from "react-router";
import type { Band } from "../../components/bands.ts";
import type { DraftFragment } from "../../gql/graphql.ts";
import classes from "./editor.module.css";
import { EffectDetails } from "./effect-details.tsx";
import { LeaveWarning, nothingLeft } from "./leave-warning.tsx";
import { Parts } from "./parts.tsx";
import { PolicyFile } from "./policy-file.tsx";
import { PreviewCard } from "./preview-card.tsx";
import type { PolicyVersion, Run } from "./queries.ts";
import { areSameRules, type Rules, toRules } from "./rules.ts";
import { SaveCard } from "./save-card.tsx";
import { useSteps } from "./steps.ts";
import { dragged, HandContext } from "./thresholds-part.tsx";
import { usePreview } from "./use-preview.ts";
import { useRules } from "./use-rules.ts";
import { useStable } from "./use-stable.ts";

interface EditorProps {
  run: Run;
  /** Where editing starts: the version in force, an older one, or a draft. */
  start: { rules: Rules; note: string };
  draft: DraftFragment | null;
  versions: readonly PolicyVersion[];
  approvalNeeded: boolean;
  currency: string;
  onPublished: (version: number, jobId: string) => void;
  onSaved: () => void;
}

/** The policy being edited at the left, and what it would do at the right. */
export function Editor(props: EditorProps) {
  const { run, start, draft, versions, approvalNeeded, currency, onPublished, onSaved } = props;
  const navigate = useNavigate();
  const editor = useRules(start.rules, start.note, run.policy.version);
  const [comparedWith, setComparedWith] = useState<number | null>(null);
  const preview = usePreview(editor.rules, comparedWith, run.id);
  const steps = useSteps();
  const inForce = useMemo(() => toRules(run.policy.rules), [run.policy.rules]);
  const { rules } = editor;
  const problems = useMemo(
    () => [...preview.problems, ...steps.problems],
    [preview.problems, steps.problems],
  );
  const calm = useCalm(rules, editor.place);
  const isSimulated = preview.isSimulated && calm === rules;
  const hand = useMemo(() => ({ rules, curves: preview.curves }), [rules, preview.curves]);
  const change = useStable((next: Rules, place: string) => {
    editor.change(next, place);
    if (steps.problems.length > 0) steps.forget();
  });
  const takeBands = useStable((bands: Band[]) => change({ ...rules, bands }, "optimum"));
  const takeFile = useStable((opened: Rules) => change(opened, "file"));
  const published = useStable((version: number, jobId: string) => {
    editor.reset("");
    void navigate("/policy", nothingLeft);
    onPublished(version, jobId);
  });
  const saved = useStable((id: number) => {
    editor.reset(editor.note);
    void navigate(`/policy?draft=${id}`, nothingLeft);
    onSaved();
  });
  return (
    <Stack gap="lg">
      <LeaveWarning isUnsaved={editor.isChanged} />
      <div className={classes.beside}>
        <Stack gap="lg" miw={0}>
          <HandContext value={hand}>
            <Parts
              rules={calm}
              problems={problems}
              onChange={change}
              prices={preview.isSimulated ? (preview.simulation?.rules.prices ?? null) : null}
              currency={currency}
            />
          </HandContext>
          <PolicyFile
            rules={calm}
            simulation={isSimulated ? preview.simulation : null}
            version={editor.isChanged || draft ? null : run.policy.version}
            onOpen={takeFile}
          />
        </Stack>
        <div className={classes.side}>
          <PreviewCard
            preview={preview}
            runNumber={run.number}
            currency={currency}
            versions={versions}
            comparedWith={comparedWith}
            onCompare={setComparedWith}
          />
          <SaveCard
            rules={calm}
            note={editor.note}
            basedOn={editor.basedOn}
            isChanged={editor.isChanged}
            canUndo={editor.canUndo}
            setNote={editor.setNote}
            undo={editor.undo}
            simulation={preview.simulation}
            isSimulated={isSimulated}
            isFaulty={preview.problems.length > 0}
            steps={steps}
            draft={draft}
            approvalNeeded={approvalNeeded}
            isDifferent={!areSameRules(rules, inForce)}
            comparedWith={comparedWith}
            currency={currency}
            onPublished={published}
            onSaved={saved}
          />
        </div>
      </div>
      <EffectDetails
        rules={preview.asked}
        simulation={preview.simulation}
        isWhole={preview.problems.length === 0}
        onBands={takeBands}
      />
    </Stack>
  );
}

/** How long a hand that drags must rest before everything is drawn: soon enough for the eye, too late for a frame. */
const rest = 120;

/**
 * The rules as all but the histogram and the counts show them: while a boundary is dragged, as they were when the hand
 * last rested. Everything else is shown at once, so that nothing lags behind what is typed.
 */
function useCalm(rules: Rules, place: string | null): Rules {
  const [rested] = useDebouncedValue(rules, rest);
  return place?.startsWith(dragged) ? rested : rules;
}
