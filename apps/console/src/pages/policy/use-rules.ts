import { useCallback, useReducer } from "react";
import { areSameRules, type Rules } from "./rules.ts";

interface State {
  /** Null while nothing is changed: then a newer start is taken over by itself. */
  edited: Rules | null;
  /** Steps to go back to, the newest last. */
  past: { rules: Rules; place: string }[];
  note: string;
  /** The version that was in force when editing began. */
  basedOn: number | null;
}

type Action =
  | { kind: "change"; from: Rules; to: Rules; place: string; version: number | null }
  | { kind: "note"; note: string }
  | { kind: "undo" }
  | { kind: "reset"; note: string };

const untouched: State = { edited: null, past: [], note: "", basedOn: null };
const mostSteps = 100;

function reduce(state: State, action: Action): State {
  if (action.kind === "reset") return { ...untouched, note: action.note };
  if (action.kind === "note") return { ...state, note: action.note };
  if (action.kind === "undo") {
    const last = state.past.at(-1);
    if (!last) return state;
    return { ...state, past: state.past.slice(0, -1), edited: last.rules };
  }
  const { from, to, place, version } = action;
  // A drag, or typing in one field, is one step to go back.
  const goesOn = state.past.at(-1)?.place === place;
  const past = goesOn ? state.past : [...state.past, { rules: from, place }].slice(-mostSteps);
  return { ...state, edited: to, past, basedOn: state.past.length === 0 ? version : state.basedOn };
}

export interface RulesEditor {
  rules: Rules;
  note: string;
  isChanged: boolean;
  canUndo: boolean;
  /** What was edited last, as given to `change`; null where nothing was. */
  place: string | null;
  /** The version that the changes were made against. */
  basedOn: number | null;
  /** @param place what is being edited: changes of the same place in a row are undone at once */
  change: (rules: Rules, place: string) => void;
  setNote: (note: string) => void;
  undo: () => void;
  /** Back to the start, with another note if that is what the start has now. */
  reset: (note?: string) => void;
}

/**
 * The rules that are being edited. They outlive a newer start, which only replaces rules that nobody has changed.
 * @param start where editing begins
 * @param startNote a draft's own note
 * @param version in force
 */
export function useRules(start: Rules, startNote: string, version: number | null): RulesEditor {
  const [{ edited, past, note, basedOn }, dispatch] = useReducer(reduce, { ...untouched, note: startNote });
  const rules = edited ?? start;
  const setNote = useCallback((text: string) => dispatch({ kind: "note", note: text }), []);
  const undo = useCallback(() => dispatch({ kind: "undo" }), []);
  return {
    rules,
    note,
    isChanged: edited !== null && !areSameRules(edited, start),
    canUndo: past.length > 0,
    place: past.at(-1)?.place ?? null,
    basedOn: basedOn ?? version,
    change: (to, place) => dispatch({ kind: "change", from: rules, to, place, version }),
    setNote,
    undo,
    reset: (text = startNote) => dispatch({ kind: "reset", note: text }),
  };
}
