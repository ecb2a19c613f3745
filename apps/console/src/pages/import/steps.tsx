import { IconCheck } from "@tabler/icons-react";
import classes from "./steps.module.css";

const steps = ["Upload", "Check", "Import"];

/** How far one is. @param current from 0 */
export function Steps({ current }: { current: number }) {
  return (
    <ol className={classes.steps} aria-label="Steps">
      {steps.map((step, i) => (
        <li key={step} aria-current={i === current ? "step" : undefined} data-done={i < current || undefined}>
          <span className={classes.mark}>
            {i < current ? <IconCheck size={14} stroke={2.5} aria-label="done" /> : i + 1}
          </span>
          {step}
        </li>
      ))}
    </ol>
  );
}
