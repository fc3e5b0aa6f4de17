import type { CostMethod, Currency, InstrumentId, LabelShare, Quote, Target } from "@tickfolio/engine";
import { readStory, type Story, type StoryOptions } from "../../engine/testing.ts";

/** What a story says beside its lines. */
export interface ExampleStory extends Story {
  labels: Map<InstrumentId | Currency, LabelShare[]>;
  targets: Target[];
  band: number;
}

/**
 * Reads a story of docs/definitions.md: lines of `engine/testing.ts`, and before them lines that begin with `with`, as the page itself
 * explains them.
 */
export function readExampleStory(text: string): ExampleStory {
  const lines = text.split("\n").map((line) => line.trim());
  const options: StoryOptions = { quotes: [], kinds: {} };
  const rest = { labels: new Map<string, LabelShare[]>(), targets: [] as Target[], band: 0 };
  for (const line of lines) if (line.startsWith("with ")) readSetting(line.slice("with ".length), options, rest);
  return { ...readStory(lines.filter((line) => !line.startsWith("with ")).join("\n"), options), ...rest };
}

function readSetting(
  line: string,
  options: StoryOptions,
  rest: Pick<ExampleStory, "labels" | "targets"> & { band: number },
): void {
  const [word, ...cells] = line.split(/\s+/);
  switch (word) {
    case "base":
      options.baseCurrency = cells[0]!;
      break;
    case "method":
      options.costMethod = cells[0] as CostMethod;
      break;
    case "cash":
      options.cash = cells[0] as "tracked" | "untracked";
      break;
    case "fees":
      options.feesInCost = cells[0] !== "apart";
      break;
    case "short":
      options.allowShort = true;
      break;
    case "lots":
      options.lots = cells.at(-1) === "account" ? "account" : "portfolio";
      break;
    case "closes":
      options.adjustment = cells[0] as "raw" | "split" | "total" | "unknown";
      if (cells[2]) options.adjustedThrough = cells[2];
      break;
    case "crypto":
      options.kinds![cells[0]!] = "crypto";
      break;
    case "quote":
      options.quotes!.push(quoteOf(cells));
      break;
    case "label": {
      const [, part = "", shares = ""] = /^label (\S+): (.+)$/.exec(line) ?? [];
      rest.labels.set(part, shares.split(", ").map(readShare));
      break;
    }
    case "target":
      rest.targets.push(readShare(cells.join(" ")));
      break;
    case "band":
      rest.band = Number(cells[0]) / 100;
      break;
    default:
      throw new Error(`A story cannot be told "with ${line}".`);
  }
}

/** `AAPL 105 EUR on 2024-03-06 previous 104`. */
function quoteOf([instrument, price, currency, , day, , previous]: string[]): Quote {
  return {
    ...{ instrument: instrument!, price: Number(price), currency: currency!, day: day!, at: `${day}T16:00:00Z` },
    ...(previous ? { previousClose: Number(previous) } : {}),
    ...{ source: "example", delay: "realtime", session: "regular" },
  };
}

/** `US 60 %`. */
function readShare(text: string): LabelShare {
  const [, label = "", percent] = /^(.+) ([\d.]+) %$/.exec(text) ?? [];
  return { label, share: Number(percent) / 100 };
}
