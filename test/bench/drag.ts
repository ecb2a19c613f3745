// Drags a threshold over a book of 100,000 loans in a real browser, and prints how long the page works for a frame:
// from the pointer's event to the end of the frame, script, style, layout and paint included. ROWS sets another size.

import { openBrowser, signIn } from "../harness/browser.ts";
import { Client } from "../harness/client.ts";
import { portfolioCsv } from "../harness/portfolio.ts";
import { adminEmail, adminPassword, discardServer, startServer } from "../harness/server.ts";

const rows = Number(process.env.ROWS ?? 100_000);
const moves = 240;
const budget = 16;

declare global {
  interface Window {
    frames_: number[];
  }
}

const history = portfolioCsv({ rows: 2000, seed: 1, kind: "history" });
const current = portfolioCsv({ rows, seed: 2, kind: "current" });
const server = await startServer();
const browser = await openBrowser();
try {
  const admin = await Client.signIn(server.url);
  await admin.importFile("history.csv", history);
  const model = await admin.finishJob(await admin.startJob("trainModel"));
  await admin.finishJob(await admin.startJob(`promoteModel(id: "${model}", override: true)`));
  await admin.importFile("current.csv", current);

  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await signIn(page, server.url, adminEmail, adminPassword);
  await page.goto(`${server.url}/policy`);
  await page.locator('[data-moved]:not([data-moved=""])').waitFor({ timeout: 60_000 });
  await page.evaluate(() => {
    window.frames_ = [];
    const watch = () => {
      const start = performance.now();
      requestAnimationFrame(() => {
        const after = new MessageChannel();
        after.port1.onmessage = () => window.frames_.push(performance.now() - start);
        after.port2.postMessage(null);
      });
    };
    addEventListener("pointermove", watch, { capture: true });
  });

  const handle = page.getByRole("slider").first();
  const box = (await handle.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  let asked = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/graphql")) asked++;
  });
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 0; i < moves; i++) await page.mouse.move(x + 120 * Math.sin(i / 12), y);
  const askedWhileDragging = asked;
  await page.mouse.up();
  const frames = (await page.evaluate(() => window.frames_)).sort((a, b) => a - b);
  const at = (share: number) => frames[Math.min(frames.length - 1, Math.floor(share * frames.length))];
  console.log(`${rows.toLocaleString("en")} loans, ${frames.length} frames, budget ${budget} ms`);
  console.log(
    `median ${at(0.5).toFixed(1)} ms, 95 % ${at(0.95).toFixed(1)} ms, longest ${at(1).toFixed(1)} ms`,
  );
  console.log(`over the budget: ${frames.filter((each) => each > budget).length} frames`);
  console.log(`questions to the server while dragging: ${askedWhileDragging}`);
} finally {
  await browser.close();
  await discardServer(server);
}
