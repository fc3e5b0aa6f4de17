import { createKeptCell } from "./cell.ts";

export const themes = ["system", "light", "dark"] as const;
export const pairs = ["teal-red", "blue-orange", "red-green"] as const;

export type Theme = (typeof themes)[number];
export type Pair = (typeof pairs)[number];

/** `public/appearance.js` reads the same keys before anything is drawn. */
export const theme = createKeptCell<Theme>("tickfolio.theme", "system", themes);
export const pair = createKeptCell<Pair>("tickfolio.pair", "teal-red", pairs);
export const privacy = createKeptCell<"open" | "blurred">("tickfolio.privacy", "open", ["open", "blurred"]);

export function keepAppearance(): void {
  const root = document.documentElement;
  const show = () => {
    if (theme.get() === "system") delete root.dataset.theme;
    else root.dataset.theme = theme.get();
    if (pair.get() === "teal-red") delete root.dataset.pair;
    else root.dataset.pair = pair.get();
    root.toggleAttribute("data-private", privacy.get() === "blurred");
  };
  for (const cell of [theme, pair, privacy]) cell.subscribe(show);
  show();
}

export function togglePrivacy(): void {
  privacy.set(privacy.get() === "open" ? "blurred" : "open");
}
