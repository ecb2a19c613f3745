import { Badge, Card, type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

/** Petrol: calm enough to look at all day, and not the colour of any verdict. */
const petrol: MantineColorsTuple = [
  "#eaf5f4",
  "#d2e8e6",
  "#a5d0cc",
  "#74b7b1",
  "#4ca39c",
  "#33958d",
  "#217f79",
  "#146b66",
  "#0e5753",
  "#083f3d",
];

// Neutrals lean towards the petrol, so that surfaces and text belong to it.
const gray: MantineColorsTuple = [
  "#f6f8f7",
  "#eef1f0",
  "#e2e7e5",
  "#d3dad7",
  "#b9c3bf",
  "#93a09b",
  "#66736f",
  "#47524f",
  "#2c3533",
  "#182020",
];
const dark: MantineColorsTuple = [
  "#d3dcdb",
  "#b4c0bf",
  "#93a2a1",
  "#6a7a79",
  "#33403f",
  "#2a3635",
  "#202a2a",
  "#182121",
  "#111919",
  "#0b1111",
];

const brick: MantineColorsTuple = [
  "#fbefec",
  "#f5dad4",
  "#ebb4a8",
  "#e18c7a",
  "#d86b55",
  "#cf5139",
  "#bd402a",
  "#a03321",
  "#82281a",
  "#621d12",
];
const amber: MantineColorsTuple = [
  "#fcf4e2",
  "#f8e6c0",
  "#f1ce87",
  "#e9b54e",
  "#e2a028",
  "#cb8a14",
  "#a66e0a",
  "#865806",
  "#684404",
  "#4c3203",
];
const moss: MantineColorsTuple = [
  "#ebf5ef",
  "#d4eadd",
  "#a9d5bb",
  "#7bbf98",
  "#55ac7a",
  "#3c9d66",
  "#2a8352",
  "#1e6a42",
  "#165334",
  "#0e3c25",
];
const plum: MantineColorsTuple = [
  "#f5f0f7",
  "#e8deed",
  "#d0bbdb",
  "#b797c7",
  "#a279b5",
  "#9365a8",
  "#7f5394",
  "#6a447c",
  "#543563",
  "#3f274a",
];
const steel: MantineColorsTuple = [
  "#edf3f8",
  "#d7e4ef",
  "#afc8de",
  "#84abcb",
  "#6193bd",
  "#4a83b3",
  "#386f9d",
  "#2b5a82",
  "#1f4666",
  "#14324b",
];

/** Mantine's own names carry our tones, so that its defaults (errors, notices) look like the rest. */
export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.36,
  colors: {
    petrol,
    gray,
    dark,
    red: brick,
    yellow: amber,
    orange: amber,
    teal: moss,
    green: moss,
    grape: plum,
    blue: steel,
    indigo: steel,
  },
  black: "#182020",
  defaultRadius: "md",
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "12px", xl: "20px" },
  fontFamily:
    '"Geist Variable", "Segoe UI", system-ui, -apple-system, Roboto, "Helvetica Neue", Arial, sans-serif',
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.625rem", lineHeight: "1.25" },
      h2: { fontSize: "1.0625rem", lineHeight: "1.4" },
      h3: { fontSize: "0.9375rem", lineHeight: "1.4" },
    },
  },
  cursorType: "pointer",
  components: {
    Card: Card.extend({ defaultProps: { withBorder: true, padding: "lg", radius: "lg" } }),
    Badge: Badge.extend({
      defaultProps: { variant: "light", radius: "sm" },
      styles: {
        root: { height: 22, paddingInline: 8, minWidth: "fit-content" },
        label: { textTransform: "none", fontWeight: 550, fontSize: 12 },
      },
    }),
    Tooltip: { defaultProps: { withArrow: true, openDelay: 200 } },
    Alert: { defaultProps: { radius: "lg", variant: "light" } },
    Modal: { defaultProps: { radius: "lg", centered: true }, styles: { title: { fontWeight: 600 } } },
    Button: { styles: { label: { fontWeight: 550 } } },
  },
});

/**
 * The soft tones behind badges and notices. Mantine's own are near black on dark, where they look like holes: ours are a
 * breath of the colour over the surface.
 */
export const softTones: CSSVariablesResolver = ({ colors }) => {
  const names = Object.keys(colors).filter((name) => name !== "dark");
  const each = (make: (color: string) => [string, string][]) => Object.fromEntries(names.flatMap(make));
  return {
    variables: {},
    light: {
      "--mantine-color-default-border": "var(--mantine-color-gray-3)",
      ...each((color) => [[`--mantine-color-${color}-light-color`, `var(--mantine-color-${color}-8)`]]),
    },
    dark: {
      "--mantine-color-error": "var(--mantine-color-red-3)",
      ...each((color) => [
        [
          `--mantine-color-${color}-light`,
          `color-mix(in srgb, var(--mantine-color-${color}-4) 20%, var(--mantine-color-dark-7))`,
        ],
        [
          `--mantine-color-${color}-light-hover`,
          `color-mix(in srgb, var(--mantine-color-${color}-4) 28%, var(--mantine-color-dark-7))`,
        ],
        [`--mantine-color-${color}-light-color`, `var(--mantine-color-${color}-2)`],
      ]),
    },
  };
};
