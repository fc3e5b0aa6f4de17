import { format } from "./format.ts";
import { one, sourceName, titleOfSource } from "./text-words.ts";

const ratio = ({ numerator, denominator }: { numerator: number; denominator: number }) =>
  `${format.quantity(String(numerator))}-for-${format.quantity(String(denominator))}`;
const names = (sources: readonly string[]) => format.list(sources.map(sourceName));

/** Words of what sources report that companies did. */
export const proposalText = {
  title: "What companies did",
  lead: "Price sources report this of what you held, and it is not recorded here. Nothing changes before you say so.",
  line: (splits: number, dividends: number, odd: number, holding: string | null) => {
    const parts = [
      splits > 0 && one(splits, "split", "splits"),
      dividends > 0 && one(dividends, "dividend", "dividends"),
      odd > 0 && one(odd, "odd change of units", "odd changes of units"),
    ].filter((part) => part !== false);
    const of = holding === null ? "" : ` of ${holding}`;
    const count = splits + dividends + odd;
    return `${format.list(parts)}${of} ${count === 1 ? "is" : "are"} reported and not recorded here.`;
  },
  look: "See what that would change",
  waiting: "Some sources have not answered yet.",
  none: "Everything reported of what you held is recorded here, or dismissed.",
  failed: "What sources report could not be read. Nothing of yours has changed.",
  split: (of: { numerator: number; denominator: number }) => `${ratio(of)} split`,
  splitOn: (of: { numerator: number; denominator: number }, day: string) => `${ratio(of)} split on ${day}`,
  splitOf: (of: { numerator: number; denominator: number }, symbol: string, day: string) =>
    `${ratio(of)} split of ${symbol} on ${day}`,
  oddOn: (factor: string, day: string) => `${factor} units for 1 on ${day}`,
  odd: (sources: readonly string[]) =>
    `${titleOfSource(sources[0]!)} reports this as a split. It is none of whole units: mostly it is a spin-off that stands in its prices. If you got shares of another company, add a spin-off.`,
  from: (sources: readonly string[]) => `Reported by ${names(sources)}.`,
  otherSplit: (source: string, of: { numerator: number; denominator: number }, day: string) =>
    `${titleOfSource(source)} says ${ratio(of)} on ${day}.`,
  otherDividend: (source: string, amount: string, day: string) =>
    `${titleOfSource(source)} says ${amount} a unit on ${day}.`,
  effect: "What it changes",
  now: "Now",
  after: "With it",
  units: "Units",
  averageCost: "Cost per unit",
  worth: "Worth",
  income: "Income",
  dividends: (count: number) => one(count, "dividend", "dividends"),
  dividendOn: (day: string) => `Dividend of ${day}`,
  dividendOf: (symbol: string, day: string) => `dividend of ${symbol} of ${day}`,
  dividendsOf: (count: number, symbol: string) => `${one(count, "dividend", "dividends")} of ${symbol}`,
  sum: (amount: string, quantity: string, total: string) => `${amount} × ${quantity} = ${total}`,
  paidOn: (day: string) => `paid ${day}`,
  counts: (days: readonly string[]) => `Counts the split proposed for ${format.list(days)}.`,
  gross: "Amounts are gross: what was withheld is not reported. Edit a dividend once it is adopted to add its tax.",
  adopt: "Adopt",
  adoptAll: (count: number) => (count === 1 ? "Adopt it" : `Adopt all ${count}`),
  dismiss: "Dismiss",
  adoptThis: (what: string) => `Adopt: ${what}`,
  dismissThis: (what: string) => `Dismiss: ${what}`,
  adopted: (what: string) => `Recorded: ${what}.`,
  dismissed: (what: string) => `Dismissed: ${what}. It is not proposed again.`,
  restored: (what: string) => `Proposed again: ${what}.`,
  dismissedTitle: (count: number) => `Dismissed (${count})`,
  restore: "Propose again",
  restoreThis: (what: string) => `Propose again: ${what}`,
  each: "See each",
};

/** Words of the fetching of the past. */
export const backfillText = {
  progress: (done: number, total: number) => `Daily history of what you held is being fetched: ${done} of ${total}.`,
  waiting: (source: string, at: string) => `It waits for ${sourceName(source)} until ${at}.`,
  stop: "Stop",
  stopped: "No more daily history is fetched. What is there stays.",
  goesOn: "Daily history is fetched again.",
};
