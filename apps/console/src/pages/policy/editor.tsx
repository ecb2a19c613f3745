import { Stack } from "@mantine/core";
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
  const change = (next: Rules, place: string) => {
    editor.change(next, place);
    if (steps.problems.length > 0) steps.forget();
  };
  const takeBands = useStable((bands: Band[]) => change({ ...rules, bands }, "optimum"));
  return (
    <Stack gap="lg">
      <LeaveWarning isUnsaved={editor.isChanged} />
      <div className={classes.beside}>
        <Stack gap="lg" miw={0}>
          <Parts
            rules={rules}
            problems={problems}
            onChange={change}
            curves={preview.curves}
            prices={preview.isSimulated ? (preview.simulation?.rules.prices ?? null) : null}
            currency={currency}
          />
          <PolicyFile
            rules={rules}
            simulation={preview.isSimulated ? preview.simulation : null}
            version={editor.isChanged || draft ? null : run.policy.version}
            onOpen={(opened) => change(opened, "file")}
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
            editor={editor}
            preview={preview}
            steps={steps}
            draft={draft}
            approvalNeeded={approvalNeeded}
            isDifferent={!areSameRules(rules, inForce)}
            comparedWith={comparedWith}
            currency={currency}
            onPublished={(version, jobId) => {
              editor.reset("");
              void navigate("/policy", nothingLeft);
              onPublished(version, jobId);
            }}
            onSaved={(id) => {
              editor.reset(editor.note);
              void navigate(`/policy?draft=${id}`, nothingLeft);
              onSaved();
            }}
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
