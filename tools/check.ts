// npm run check: the quick loop. Format, lint, types, and the tests that need neither a browser nor the cloud.

import { quickSteps, runStep, runTests } from "./steps.ts";

let passed = 0;
let failed = 0;
for (const step of quickSteps) (await runStep(step)) ? passed++ : failed++;
const tests = await runTests("unit and integration tests", ["quick"]);
passed += tests.passed;
failed += tests.failed;

console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
