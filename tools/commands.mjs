// @ts-check

/**
 * What `npm run NAME` runs, and which packages it needs: `run` are those of the product, `all` adds what tests, bundles
 * and the cloud stack need.
 *
 * @type {Record<string, { packages: "run" | "all", args: string[] }>}
 */
export const commands = {
  start: { packages: "run", args: ["cli/main.ts", "serve"] },
  tickfolio: { packages: "run", args: ["cli/main.ts"] },
  test: { packages: "all", args: ["tools/test.ts"] },
  check: { packages: "all", args: ["tools/check.ts"] },
  format: { packages: "all", args: ["node_modules/@biomejs/biome/bin/biome", "check", "--write", "."] },
  bench: { packages: "all", args: ["bench/main.ts"] },
  calendars: { packages: "all", args: ["tools/calendars/make.ts"] },
  dev: { packages: "run", args: ["web/dev.ts"] },
  synth: { packages: "all", args: ["infra/main.ts"] },
  deploy: { packages: "all", args: ["infra/deploy.ts"] },
  screenshots: { packages: "all", args: ["tools/screenshots.ts"] },
};
