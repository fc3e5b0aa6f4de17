import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

export { seed } from "./seed.ts";

/** Slow machines get their time; what is wrong is still wrong after it. */
const WAIT = { timeout: 15_000, interval: 60 };

/** Waits until something is so. */
export const until = <T>(read: () => Promise<T> | T, says?: string) =>
  expect.poll(read, { ...WAIT, ...(says ? { message: says } : {}) });

export const main = (page: Page): Locator => page.getByRole("main");
export const heading = (page: Page, name: string | RegExp): Locator => page.getByRole("heading", { level: 1, name });

/** Waits until a text can be read. */
export async function sees(where: Page | Locator, text: string | RegExp): Promise<void> {
  await where.getByText(text).filter({ visible: true }).first().waitFor();
}

/** What stands beside a term, such as "Market value". */
export function figure(page: Page, term: string): Locator {
  const exactly = page.getByRole("term").filter({ hasText: new RegExp(`^${term}$`) });
  return main(page).locator("dl > *").filter({ has: exactly }).getByRole("definition");
}

/** Waits until all these figures are shown, digit for digit. */
export async function showsFigures(page: Page, figures: Record<string, string>): Promise<void> {
  const read = async () =>
    Object.fromEntries(
      await Promise.all(Object.keys(figures).map(async (term) => [term, plain(await figure(page, term).innerText())])),
    );
  await until(read).toEqual(figures);
}

/** One line, with the spaces as people see them. */
export const plain = (text: string): string => text.replace(/\s+/g, " ").trim();

/** Waits for the row of a table or list that has this in it, and reads it. */
export async function row(page: Page, name: string | RegExp): Promise<string> {
  const found = main(page).getByRole("row", { name });
  await found.waitFor();
  return plain(await found.innerText());
}

export const dialog = (page: Page): Locator => page.getByRole("dialog");
export const press = (where: Page | Locator, name: string | RegExp): Promise<void> =>
  where.getByRole("button", { name, exact: typeof name === "string" }).click();

export interface Typed {
  kind?: string;
  /** What is typed, and the option that is then chosen. */
  instrument?: [typed: string, option: string | RegExp];
  /** By the label of the field. */
  fields?: Record<string, string>;
  /** By the label of the list. */
  choices?: Record<string, string>;
}

/** Fills the transaction form as a person would, from top to bottom. */
export async function fill(page: Page, { kind, instrument, fields = {}, choices = {} }: Typed): Promise<void> {
  const form = dialog(page);
  if (kind) await form.getByLabel("Kind", { exact: true }).selectOption({ label: kind });
  if (instrument) {
    await form.getByRole("combobox", { name: "Instrument", exact: true }).fill(instrument[0]);
    await form.getByRole("option", { name: instrument[1] }).click();
  }
  for (const [label, value] of Object.entries(choices)) {
    await form.getByLabel(label, { exact: true }).selectOption({ label: value });
  }
  for (const [label, value] of Object.entries(fields)) await form.getByLabel(label, { exact: true }).fill(value);
}

/** Adds a transaction on the page of its portfolio, and waits until it is said to be saved. */
export async function add(page: Page, typed: Typed): Promise<void> {
  await main(page).getByRole("button", { name: "Add", exact: true }).click();
  await fill(page, typed);
  await save(page, "Add");
}

export async function save(page: Page, button: string): Promise<void> {
  await press(dialog(page), button);
  await dialog(page).waitFor({ state: "hidden" });
}
