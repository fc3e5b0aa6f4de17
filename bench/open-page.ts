import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Valuation } from "@tickfolio/engine";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { createFormats } from "../web/format.ts";
import type { OpenFolder } from "./open-folder.ts";
import { firstUrl } from "./start.ts";

const root = join(import.meta.dirname, "..");
const LOCALE = "en-US";
const PATIENCE_MS = 60_000;

/** What a person sees when the figures are there: worth in large, gain in the strip below it. */
export interface Shown {
  worth: string;
  gain: string;
}

/** One opening of the page, in milliseconds from the start of its navigation. */
export interface Opening {
  /** To the frame after the one that drew worth and gain. */
  figures: number;
  /** To the one that drew the curve of all days. */
  curve: number;
  /** Of the requests for the journal: when the first left, when the last had come, and what came over the wire. */
  journalFrom: number;
  journalTo: number;
  journalRequests: number;
  journalBytes: number;
  journalText: number;
  /** Everything that came over the wire. */
  allBytes: number;
}

export function shownOf({ totals, baseCurrency }: Valuation): Shown {
  const { money } = createFormats(LOCALE);
  return {
    worth: money(totals.marketValue + totals.cash, baseCurrency),
    gain: money(totals.gain, baseCurrency, { signed: true }),
  };
}

/** A server of its own on the folder, as `npm start` runs it. */
export async function startServer({ data, rates }: OpenFolder): Promise<{ url: string; stop(): Promise<void> }> {
  const args = ["cli/main.ts", "serve", "--port", "0", "--data", data, "--rates", rates, "--no-open", "--no-token"];
  const child: ChildProcess = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  const url = await firstUrl(child);
  return {
    url,
    async stop() {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      child.stdout?.destroy();
    },
  };
}

/** A browser that has never been here. */
export async function newContext(browser: Browser, shown: Shown): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: LOCALE });
  await context.addInitScript(watch, shown);
  return context;
}

/** What the page measures of itself while it opens. Fails where other figures are shown than the engine's. */
export async function measure(page: Page, shown: Shown, open: () => Promise<unknown>): Promise<Opening> {
  await open();
  try {
    await page.waitForFunction(() => "opening" in globalThis, undefined, { timeout: PATIENCE_MS });
  } catch (error) {
    const seen = await page.locator("main").innerText();
    throw new Error(`The page does not show ${shown.worth} and ${shown.gain}. It shows:\n${seen}`, { cause: error });
  }
  return page.evaluate(() => (globalThis as unknown as { opening: Opening }).opening);
}

/** Runs in the page before anything of it does. */
function watch({ worth, gain }: Shown): void {
  const seen: { figures?: number; curve?: number } = {};
  const text = (selector: string) => document.querySelector(selector)?.textContent ?? "";
  // After the frame that draws what is there now.
  const drawn = (name: "figures" | "curve") => {
    seen[name] = -1;
    requestAnimationFrame(() =>
      setTimeout(() => {
        seen[name] = performance.now();
        if (seen.figures! > 0 && (seen.curve ?? 0) > 0) finish();
      }),
    );
  };
  const look = () => {
    if (!seen.figures && text(".hero .huge") === worth && text(".strip").includes(gain)) drawn("figures");
    if (!seen.curve && document.querySelector(".value-chart svg path")) drawn("curve");
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { subtree: true, childList: true, characterData: true });

  function finish(): void {
    observer.disconnect();
    const all = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    const journal = all.filter(({ name }) => /\/(entries|journal)(\?|$)/.test(name));
    const sum = (list: PerformanceResourceTiming[], size: "encodedBodySize" | "decodedBodySize" | "transferSize") =>
      list.reduce((total, one) => total + one[size], 0);
    Object.assign(globalThis, {
      opening: {
        ...seen,
        journalFrom: Math.min(...journal.map(({ startTime }) => startTime)),
        journalTo: Math.max(...journal.map(({ responseEnd }) => responseEnd)),
        journalRequests: journal.length,
        journalBytes: sum(journal, "encodedBodySize"),
        journalText: sum(journal, "decodedBodySize"),
        allBytes: sum(all, "transferSize") + page!.transferSize,
      } satisfies Partial<Opening>,
    });
  }
}
