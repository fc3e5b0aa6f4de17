import type { InlineConfig } from "vite";

export const WEB = import.meta.dirname;

/** What the build and the development server share. The browsers are those that know `light-dark()`. */
export const viteOptions: InlineConfig = {
  root: WEB,
  configFile: false,
  envDir: false,
  publicDir: "public",
  build: { target: ["chrome123", "firefox120", "safari17.5"] },
};
