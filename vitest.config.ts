import { defineConfig } from "vitest/config";

const elsewhere = ["**/node_modules/**", "**/dist/**", "**/cdk.out/**"];
const cloud = ["infra/**/*.test.ts", "server/main/lambda*.test.ts"];
const processes = [
  "tools/**/*.test.ts",
  "cli/**/*.process.test.ts",
  "server/**/*.process.test.ts",
  "server/market/soak/*.test.ts",
];

// Modules are shared between the files of a worker: ours hold no state, and it makes the run many times faster.
export default defineConfig({
  test: {
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: "quick",
          include: ["**/*.test.ts", "**/*.test.tsx"],
          exclude: [...elsewhere, ...cloud, ...processes, "web/e2e/**"],
          // Left to itself it keeps one core free, which on two cores is half of them.
          maxWorkers: "100%",
        },
      },
      {
        extends: true,
        test: { name: "cloud", include: cloud, exclude: elsewhere, testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        // Each of these starts real processes and kills them, or plays an hour; one after the other, so that times mean something.
        extends: true,
        test: { name: "process", include: processes, exclude: elsewhere, fileParallelism: false, testTimeout: 120_000 },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["web/e2e/**/*.test.ts"],
          // Much of their time is waiting; more than two at once would only make each other slow.
          maxWorkers: 2,
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
    ],
  },
});
