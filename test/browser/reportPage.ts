import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

/** What a person with a browser would notice about a report. */
export interface SeenPage {
  /** Console errors, warnings, failed requests and exceptions, in order. */
  readonly complaints: readonly string[];
  readonly title: string;
  readonly cards: number;
  readonly charts: number;
  readonly quotes: number;
  /** Pixels by which the page is wider than the window, at the narrow and the wide width. */
  readonly overflow: readonly number[];
  /** Texts of charts that reach beyond their chart, so that a sign of them is cut. */
  readonly cutTexts: readonly string[];
  /** Requests other than for the page itself. */
  readonly requests: readonly string[];
}

// Debian's Chromium; without these switches it tries to reach its maker at every start
const switches = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Opens a report in Chromium, light and dark, narrow and wide, and tells what it saw. */
export async function seeReport(
  file: string,
  options: { readonly executable?: string; readonly screenshot?: string } = {},
): Promise<SeenPage> {
  const profile = mkdtempSync(path.join(tmpdir(), "fixloop-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: options.executable ?? "/usr/bin/chromium",
    headless: true,
    args: switches,
    viewport: { width: 1280, height: 900 },
  });
  try {
    const page = await context.newPage();
    const url = pathToFileURL(file).href;
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("requestfailed", (request) => complaints.push(`failed: ${request.url()}`));
    page.on("request", (request) => {
      if (request.url() !== url && !request.url().startsWith("data:")) requests.push(request.url());
    });
    await page.goto(url);
    const overflow: number[] = [];
    for (const [width, colorScheme] of [
      [390, "dark"],
      [1280, "light"],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      overflow.push(
        await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
      );
    }
    const cutTexts: string[] =
      await page.evaluate(`[...document.querySelectorAll("svg text")].filter((text) => {
      const { x, y, width, height } = text.getBBox();
      const chart = text.ownerSVGElement.viewBox.baseVal;
      return x < 0 || x + width > chart.width || y < -3 || y + height > chart.height + 3;
    }).map((text) => text.textContent.trim())`);
    if (options.screenshot !== undefined) await page.screenshot({ path: options.screenshot, fullPage: true });
    return {
      complaints,
      requests,
      overflow,
      cutTexts,
      title: await page.title(),
      cards: await page.locator("article.card").count(),
      charts: await page.locator("article.card svg").count(),
      quotes: await page.locator("blockquote").count(),
    };
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
