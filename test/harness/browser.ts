import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";

const installed = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];

/** A real Chromium: the machine's own, or the one that comes inside an npm package. */
export async function openBrowser(): Promise<Browser> {
  const quiet = [
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const own = process.env.CHROMIUM_PATH ?? installed.find((path) => existsSync(path));
  if (own) return chromium.launch({ executablePath: own, args: [...quiet, ...sandbox, "--disable-gpu"] });
  const { default: packaged } = await import("@sparticuz/chromium");
  // It is meant for one page in a small container: in a single process the whole browser ends with its first context.
  const args = packaged.args.filter((flag) => flag !== "--single-process" && flag !== "--no-zygote");
  return chromium.launch({
    executablePath: await packaged.executablePath(),
    args: [...args, ...quiet, ...sandbox],
  });
}

/** Signs in through the page, as a person does. */
export async function signIn(page: Page, url: string, email: string, password: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel("Email").fill(email);
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((address) => !address.pathname.startsWith("/sign-in"));
}
