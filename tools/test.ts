// npm test: everything. The quick loop, the emulated cloud, set-up and signals, then the product in a real browser.

import { prepareChromium } from "./chromium.ts";
import { quickSteps, runStep, runTests } from "./steps.ts";

console.log(
  "This runs every check and test of Tickfolio: format, types, units, the emulated cloud, and a real browser.",
);
let passed = 0;
let failed = 0;
const add = (count: { passed: number; failed: number }) => {
  passed += count.passed;
  failed += count.failed;
};

for (const step of quickSteps) add((await runStep(step)) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
add(await runTests("unit and integration tests", ["quick"]));
add(await runTests("cloud: template, bundles, emulators", ["cloud"]));
add(await runTests("set-up, signals and the command line", ["process"]));
try {
  add(await runTests("browser", ["browser"], { CHROMIUM_PATH: prepareChromium() }));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  failed++;
}

console.log(
  failed === 0 ? "\nEverything passed." : "\nSomething failed; the first failure above is the place to look.",
);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
