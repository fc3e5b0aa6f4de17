import type { Page } from "playwright-core";

/** What a thumb hits with ease, in CSS pixels (WCAG 2.5.5). */
export const THUMB = 44;

/** Everything on the screen that is tapped and is smaller than a thumb: measured by what really answers around its middle. */
export function smallTargets(page: Page, least = THUMB): Promise<string[]> {
  return page.evaluate((smallest) => {
    const open = document.querySelector("dialog[open]") ?? document.querySelector("[role=menu]");
    const isForScreenReaders = (from: Element) => {
      for (let at: Element | null = from; at; at = at.parentElement) {
        if (getComputedStyle(at).clipPath === "inset(50%)") return true;
      }
      return from.getBoundingClientRect().bottom <= 0;
    };
    const found: string[] = [];
    for (const one of (open ?? document).querySelectorAll(
      "a, button, input, select, summary, [role=option], [role=menuitem]",
    )) {
      // The label of a hidden box is what is tapped.
      const target = one.matches("[type=radio], [type=checkbox], [type=file]") ? (one.closest("label") ?? one) : one;
      const isShown = target.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      // A link in a sentence is as high as its line.
      const isInSentence =
        getComputedStyle(target).display === "inline" && target.parentElement!.textContent !== target.textContent;
      if (!isShown || isInSentence || isForScreenReaders(target)) continue;
      target.scrollIntoView({ block: "center", behavior: "instant" });
      const box = target.getBoundingClientRect();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const answers = (dx: number, dy: number) => {
        const hit = document.elementFromPoint(x + dx, y + dy);
        return hit !== null && (target.contains(hit) || hit.closest("label")?.contains(one) === true);
      };
      const reach = (dx: number, dy: number) => {
        let steps = 0;
        while (steps < smallest && answers(dx * (steps + 1), dy * (steps + 1))) steps++;
        return steps;
      };
      const width = reach(-1, 0) + reach(1, 0) + 1;
      const height = reach(0, -1) + reach(0, 1) + 1;
      // A box between two pixels answers one pixel less.
      if (width >= smallest - 1 && height >= smallest - 1) continue;
      const name = one.getAttribute("aria-label") ?? target.textContent ?? "";
      found.push(
        `${one.tagName.toLowerCase()} “${name.replace(/\s+/g, " ").trim().slice(0, 40)}” ${width} × ${height}`,
      );
    }
    return found;
  }, least);
}

/** How far the page can be scrolled sideways. */
export const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => document.scrollingElement!.scrollWidth - document.scrollingElement!.clientWidth);
