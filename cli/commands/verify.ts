import { readFile } from "node:fs/promises";
import { verifyCases } from "@tickfolio/engine/conformance";
import { type Arguments, UsageError } from "../arguments.ts";
import type { Print } from "../print.ts";

/** `verify FILE`: 0 when no case fails, 1 when one does or the file cannot be read. The last line is the count. */
export async function verify({ positionals, path }: Arguments, print: Print): Promise<number> {
  const [file] = positionals;
  if (!file || positionals.length > 1) throw new UsageError("verify: name one file.");

  let report: ReturnType<typeof verifyCases>;
  try {
    report = verifyCases(JSON.parse(await readFile(path(file), "utf8")));
  } catch (error) {
    print.problem(`${file} could not be read as a conformance file: ${(error as Error).message}`);
    return 1;
  }

  print.data(report);
  for (const { id, outcome, reason, figures } of report.results) {
    if (outcome === "skipped") print.line(`skipped ${id}: ${reason}`);
    if (outcome !== "failed") continue;
    print.line(`failed  ${id}${reason ? `: ${reason}` : ""}`);
    for (const { path: figure, expected, actual, ok } of figures) {
      if (!ok) print.line(`        ${figure}: expected ${expected}, computed ${actual}`);
    }
  }
  print.line(`${report.passed} passed, ${report.failed} failed, ${report.skipped} skipped`);
  return report.failed === 0 ? 0 : 1;
}
