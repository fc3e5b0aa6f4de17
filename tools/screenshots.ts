// npm run screenshots [-- FOLDER] [--full] [--only NAME] : what people see, on a phone and a laptop, in light and dark.
// npm run screenshots -- --readme : the one picture of the README.

import { mkdirSync, mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { startProduct } from "../web/e2e/product.ts";
import { launchArguments, prepareChromium } from "./chromium.ts";
import { furnish, type Screen } from "./screens.ts";

const README_IMAGE = join(import.meta.dirname, "../docs/images/overview.png");
const README_BYTES = 200_000;
const sizes = { laptop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
type Size = keyof typeof sizes;
type Theme = "light" | "dark";

const words = process.argv.slice(2);
const isFull = words.includes("--full");
const only = words.includes("--only") ? words[words.indexOf("--only") + 1] : undefined;
const folder = words.find((word, index) => !word.startsWith("--") && words[index - 1] !== "--only");

const browser = await chromium.launch({ executablePath: prepareChromium(), args: launchArguments });
try {
  if (words.includes("--readme")) await takeReadmeImage(browser);
  else await takeAll(browser);
} finally {
  await browser.close();
}

async function takeAll(browser: Browser): Promise<void> {
  const from = process.env.TICKFOLIO_FOLDER ?? process.cwd();
  const into = folder ? resolve(from, folder) : mkdtempSync(join(tmpdir(), "tickfolio-screens-"));
  mkdirSync(into, { recursive: true });
  const [furnished, fresh, spare] = await Promise.all([startProduct(), startProduct(), startProduct()]);
  const productOf = ({ on }: Screen) => (on === "new" ? fresh : on === "spare" ? spare : furnished);
  try {
    const screens = (await furnish(furnished)).filter(({ name }) => !only || name.includes(only));
    for (const size of Object.keys(sizes) as Size[]) {
      for (const theme of ["light", "dark"] as const) {
        for (const screen of screens) {
          // A context each, so that nothing that was done on one screen shows on the next.
          const context = await makeContext(browser, size, theme);
          const page = await show(context, screen, productOf(screen).url);
          await page.screenshot({ path: join(into, `${screen.name}-${size}-${theme}.png`), fullPage: isFull });
          await context.close();
        }
      }
    }
    console.log(`${screens.length} screens, each four times, are in ${into}`);
  } finally {
    await Promise.all([furnished, fresh, spare].map((product) => product.end()));
  }
}

/** The sample on a laptop, in light. */
async function takeReadmeImage(browser: Browser): Promise<void> {
  const product = await startProduct();
  try {
    await product.client.saveSettings({ baseCurrency: "EUR", providers: {}, version: 0 });
    const { id } = await product.client.makeSample();
    const context = await makeContext(browser, "laptop", "light");
    const page = await show(context, { name: "overview", path: `/portfolios/${id}`, ready: "Holdings" }, product.url);
    mkdirSync(join(README_IMAGE, ".."), { recursive: true });
    await page.screenshot({ path: README_IMAGE });
    const { size } = statSync(README_IMAGE);
    if (size > README_BYTES) throw new Error(`docs/images/overview.png has ${size} bytes, more than ${README_BYTES}.`);
    console.log(`docs/images/overview.png has ${size} bytes.`);
  } finally {
    await product.end();
  }
}

function makeContext(browser: Browser, size: Size, theme: Theme): Promise<BrowserContext> {
  return browser.newContext({
    locale: "en-IE",
    timezoneId: "Europe/Dublin",
    viewport: sizes[size],
    colorScheme: theme,
    isMobile: size === "phone",
    hasTouch: size === "phone",
    // A price that has just changed is tinted; in a picture that would only look odd.
    reducedMotion: "reduce",
  });
}

async function show(context: BrowserContext, screen: Screen, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(new URL(screen.path, url).href);
  await page.getByRole("main").getByText(screen.ready).first().waitFor();
  await page.waitForLoadState("networkidle");
  await screen.act?.(page);
  if (screen.opens) await page.getByRole(screen.opens).waitFor();
  await page.evaluate(() => document.fonts.ready);
  // Two frames: what the last change brought about is drawn.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return page;
}
