import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const FACTS = join(import.meta.dirname, "../../../../shared/market-data.md");

/** Plays each scenario of a fake by its name in section 19.6 of the facts; where these are at hand, one that is missing here shows. */
export function everyScenarioIsPlayed(provider: string, plays: Record<string, () => Promise<unknown>>): void {
  describe(`${provider}: every scenario that can be named`, () => {
    for (const [name, play] of Object.entries(plays)) test(name, play);

    test.runIf(existsSync(FACTS))("is one of the facts, and none of those is missing", () => {
      expect(Object.keys(plays).sort()).toEqual(scenariosOf(provider, readFileSync(FACTS, "utf8")).sort());
    });
  });
}

/** What the section lists behind a provider's name. */
function scenariosOf(provider: string, facts: string): string[] {
  const section = facts.slice(facts.indexOf("### 19.6"));
  const line = section.split("\n").find((each) => each.startsWith(`- **${provider}**: `)) ?? "";
  return line
    .replace(/^.*?\*\*: /, "")
    .replace(/ WS: /, " ")
    .replace(/\.$/, "")
    .split(/[;,.] /)
    .filter((name) => name !== "");
}
