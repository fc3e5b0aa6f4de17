import { type Book, createExplainer, dayNumber, type Figure, recompute } from "@tickfolio/engine";
import { cashOf, type Journal, settingsOf } from "./engine-results.ts";
import { spread } from "./statistics.ts";

const WARM_UP = 2;

/**
 * A figure of each kind explained and worked out again from its leaves: journal entries, prices and rates. Each time by a new explainer,
 * so booking what the figure rests on is part of it. Throws where a tree does not come to its figure.
 */
export function timeExplanations(journal: Journal, book: Book, runs: number) {
  const input = { ...journal, settings: settingsOf(journal, cashOf(journal)) };
  const { to } = journal;
  const from = book.flows[book.flows.length >> 2]!.day - dayNumber(journal.from);
  const begin = new Date((dayNumber(journal.from) + Math.max(from, 0)) * 86_400_000).toISOString().slice(0, 10);
  const open = [...book.positions.values()].filter(({ quantity }) => !quantity.isZero());
  const kinds: Record<string, (run: number) => Figure> = {
    position: (run) => ({ of: "position", instrument: open[run % open.length]!.instrument, name: "gain" }),
    day_change: (run) => ({ of: "position", instrument: open[run % open.length]!.instrument, name: "dayChange" }),
    lot: (run) => ({ of: "lot", instrument: open[run % open.length]!.instrument, lot: 0, name: "cost" }),
    disposal: (run) => {
      const { instrument, transaction } = book.disposals[(run * 131) % book.disposals.length]!;
      return { of: "disposal", instrument, transaction, name: "gain" };
    },
    total: () => ({ of: "totals", name: "gain" }),
    weight: (run) => ({ of: "position", instrument: open[run % open.length]!.instrument, name: "weight" }),
    range_gain: () => ({ of: "range", from: begin, name: "gain" }),
    time_weighted: () => ({ of: "range", from: begin, name: "timeWeighted" }),
    money_weighted: () => ({ of: "range", from: begin, name: "moneyWeighted" }),
    volatility: () => ({ of: "risk", from: begin, name: "volatility" }),
    income: () => ({ of: "income", from: begin, name: "net" }),
    realized_gains: () => ({ of: "gains", from: begin, name: "gain" }),
  };
  return Object.fromEntries(
    Object.entries(kinds).map(([kind, figureOf]) => {
      const times: number[] = [];
      for (let run = 0; run < runs + WARM_UP; run++) {
        const figure = figureOf(run);
        const start = performance.now();
        const tree = createExplainer(input).explain(figure, to);
        const again = tree && recompute(tree);
        times.push(performance.now() - start);
        if (!tree || Number(again) !== Number(tree.value))
          throw new Error(`${kind} is explained as ${again}, not ${tree?.value}.`);
      }
      return [kind, spread(times.slice(WARM_UP))];
    }),
  );
}
