import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig, startLocalServer } from "@tickfolio/server";
import { chromium } from "playwright-core";
import { launchArguments, prepareChromium } from "../tools/chromium.ts";
import type { BenchOptions, BenchReport } from "./main.ts";
import { quantile } from "./statistics.ts";

const OBSERVED_MS = 20_000;

interface Seen {
  /** From the quote's own instant to the frame that shows it. */
  tickToScreenMs: number;
}

/**
 * Opens the sample portfolio in a real browser and watches its prices for a while. For every price that changes on the
 * screen: the time from the instant the market gave it to the frame after the one that drew it. One clock, one machine.
 */
export async function run(_options: BenchOptions): Promise<BenchReport> {
  const data = mkdtempSync(join(tmpdir(), "tickfolio-bench-"));
  const server = await startLocalServer({ ...readConfig({}), data, port: 0, token: false });
  const browser = await chromium.launch({ executablePath: prepareChromium(), args: launchArguments });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(server.url);
    await page.getByRole("button", { name: /look around/i }).click();
    await page.locator("[data-instrument][data-at]").first().waitFor();
    const seen = await page.evaluate(observe, OBSERVED_MS);
    const times = seen.map((one) => one.tickToScreenMs);
    if (times.length < 20) throw new Error(`Only ${times.length} prices changed in ${OBSERVED_MS / 1000} s: not live.`);
    return {
      changes: times.length,
      tick_to_screen_median_ms: quantile(times, 0.5),
      tick_to_screen_p99_ms: quantile(times, 0.99),
      tick_to_screen_max_ms: quantile(times, 1),
    };
  } finally {
    await browser.close();
    await server.close();
    rmSync(data, { recursive: true, force: true });
  }
}

/** Runs in the page. */
function observe(durationMs: number): Promise<Seen[]> {
  return new Promise((resolve) => {
    const seen: Seen[] = [];
    const observer = new MutationObserver((changes) => {
      const instants = changes.map((change) => (change.target as HTMLElement).dataset.at!);
      requestAnimationFrame(() => {
        const now = Date.now();
        for (const at of instants) seen.push({ tickToScreenMs: now - Date.parse(at) });
      });
    });
    observer.observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-at"] });
    setTimeout(() => {
      observer.disconnect();
      resolve(seen);
    }, durationMs);
  });
}
