import { useMemo, useSyncExternalStore } from "react";

/** Our style sheet's colours as Plotly takes them: it writes them into the picture and knows no variables. */
const variables = {
  text: "--mantine-color-text",
  dimmed: "--mantine-color-dimmed",
  line: "--line",
  surface: "--surface",
  primary: "--mantine-primary-color-filled",
  recovered: "--treatment-reminder",
  notRecovered: "--treatment-legal-action",
} as const;

export type PlotColors = Record<keyof typeof variables | "fontFamily", string>;

const attribute = "data-mantine-color-scheme";

/** The colours of the scheme that is shown, read again when it changes, by whomever. */
export function usePlotColors(): PlotColors {
  const scheme = useSyncExternalStore(watchScheme, readScheme);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the scheme is what the variables' values depend on
  return useMemo(readColors, [scheme]);
}

function watchScheme(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributeFilter: [attribute] });
  return () => observer.disconnect();
}

function readScheme(): string | null {
  return document.documentElement.getAttribute(attribute);
}

function readColors(): PlotColors {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const colors = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, read(value)]));
  return { ...colors, fontFamily: getComputedStyle(document.body).fontFamily } as PlotColors;
}
