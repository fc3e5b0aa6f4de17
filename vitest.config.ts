import { defineConfig } from "vitest/config";

// Modules are shared between the files of a worker: ours hold no state, and it makes the run many times faster.
export default defineConfig({
  test: {
    include: ["**/*.test.ts", "**/*.test.tsx"],
    exclude: ["**/node_modules/**", "web/e2e/**"],
    isolate: false,
    testTimeout: 20_000,
  },
});
