/** Paper is white: the page is printed in the light colours, whatever the screen's are. */
export function printInLight(): void {
  const attribute = "data-mantine-color-scheme";
  const root = document.documentElement;
  let shown = "light";
  window.addEventListener("beforeprint", () => {
    shown = root.getAttribute(attribute) ?? shown;
    root.setAttribute(attribute, "light");
  });
  window.addEventListener("afterprint", () => root.setAttribute(attribute, shown));
}
