/** As much of Plotly as the console draws with: its own types are a package of another version. */
declare module "plotly.js-cartesian-dist-min" {
  type PlotValue = string | number | boolean | null | readonly PlotValue[] | PlotSettings;
  export type PlotSettings = { readonly [key: string]: PlotValue };

  const Plotly: {
    react(
      box: HTMLElement,
      traces: readonly PlotSettings[],
      layout: PlotSettings,
      config: PlotSettings,
    ): Promise<unknown>;
    Plots: { resize(box: HTMLElement): Promise<unknown> };
    purge(box: HTMLElement): void;
  };
  export default Plotly;
}
