import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { findChromium, launchArguments } from "../../tools/chromium.ts";
import { type Options, type Product, startProduct } from "./product.ts";

const PATIENCE_MS = 15_000;
const PICTURES = join(import.meta.dirname, "../../test-results/browser");

export const LAPTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

export interface Look {
  size?: { width: number; height: number };
  theme?: "light" | "dark";
  /** How the reader writes numbers and days. */
  locale?: string;
  /** Another context is another person's browser: nothing of the first is known to it. */
  context?: BrowserContext;
}

export interface Bench {
  /** Opens a page of a product and watches it: what goes wrong in it fails the test. */
  open(product: Product, path?: string, look?: Look): Promise<Page>;
  /** Says which complaints a test brings about on purpose, such as a server that does not answer. */
  expectTrouble(page: Page, ...expected: RegExp[]): void;
  /** A server that lasts until the end of the test. */
  product(options?: Options): Promise<Product>;
}

/** Requests that fail because the test has stopped the server, or cut the connection; 503 is a socket refused by a server that is closing. */
export const SERVER_DOWN =
  /net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|NETWORK|INTERNET_DISCONNECTED)|WebSocket.*code: 503/;

/** One browser for the file; pages and servers of a test are closed with it. */
export function openBench(): Bench {
  let browser: Browser;
  const contexts = new Set<BrowserContext>();
  const products = new Set<Product>();
  const troubles: { page: Page; message: string }[] = [];
  const expected = new Map<Page, RegExp[]>();

  beforeAll(async () => {
    const executablePath = findChromium();
    if (!executablePath)
      throw new Error("No Chromium was found. `npm test` installs one, or name one in CHROMIUM_PATH.");
    browser = await chromium.launch({ executablePath, args: launchArguments });
  });
  afterAll(() => browser?.close());

  afterEach(async ({ task }) => {
    const unexpected = troubles.filter(
      ({ page, message }) => !expected.get(page)?.some((known) => known.test(message)),
    );
    if (task.result?.state === "fail" || unexpected.length > 0) await picture(task.name, contexts);
    await Promise.all([...contexts].map((context) => context.close()));
    await Promise.all([...products].map((product) => product.end()));
    contexts.clear();
    products.clear();
    expected.clear();
    troubles.length = 0;
    expect(
      unexpected.map(({ message }) => message),
      "what the page complained of",
    ).toEqual([]);
  });

  function watch(page: Page): void {
    const note = (message: string) => void troubles.push({ page, message: `${message} (at ${page.url()})` });
    page.on("pageerror", (error) => note(`uncaught: ${error.stack ?? error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") {
        note(`console ${message.type()}: ${message.text()} ${message.location().url}`);
      }
    });
  }

  return {
    async open(product, path = "/", { size = LAPTOP, theme = "light", locale = "en-IE", context } = {}) {
      const inside = context ?? (await makeContext(browser, size, theme, locale));
      contexts.add(inside);
      const page = await inside.newPage();
      watch(page);
      await page.goto(new URL(path, product.url).href);
      return page;
    },
    expectTrouble: (page, ...patterns) => void expected.set(page, [...(expected.get(page) ?? []), ...patterns]),
    async product(options) {
      const product = await startProduct(options);
      products.add(product);
      return product;
    },
  };
}

/** A server for all tests of a file. */
export function sharedProduct(): Product {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
  });
  afterAll(() => product?.end());
  return new Proxy({} as Product, { get: (_, name) => Reflect.get(product, name) });
}

/** By default an English reader in the euro area, whose first portfolio is therefore counted in euro. */
async function makeContext(
  browser: Browser,
  viewport: Required<Look>["size"],
  theme: "light" | "dark",
  locale: string,
) {
  const isPhone = viewport.width < 600;
  const context = await browser.newContext({
    locale,
    timezoneId: "Europe/Dublin",
    viewport,
    colorScheme: theme,
    isMobile: isPhone,
    hasTouch: isPhone,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      console.error(`content policy: ${event.violatedDirective} refused ${event.blockedURI} ${event.sample}`);
    });
  });
  return context;
}

/** What was on the screen when a test failed, where a person finds it. */
async function picture(name: string, contexts: ReadonlySet<BrowserContext>): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  const pages = [...contexts].flatMap((context) => context.pages());
  for (const [index, page] of pages.entries()) {
    const file = join(PICTURES, `${name.replace(/[^A-Za-z0-9]+/g, "-").slice(0, 80)}-${index + 1}.png`);
    await page.screenshot({ path: file }).catch(() => {});
    console.log(`The screen when it failed: ${file}`);
  }
}
