// Works out the cases of a file with exact fractions, without the engine: node check.ts FILE
// Says what it computed and how; ends with 1 where a figure differs from the file's.

import { readFileSync } from "node:fs";
import { type Case, rateOn } from "./case.ts";
import { Fraction, sumOf } from "./fraction.ts";
import { sums } from "./lots.ts";
import { InsufficientQuantity } from "./position.ts";
import { Replay } from "./replay.ts";

export interface Worked {
  figures: Record<string, unknown>;
  steps: string[];
}

/** The figures of a case of kind `holdings`, with the arithmetic in words. */
export function workOut(one: Case): Worked {
  let replay: Replay;
  try {
    replay = new Replay(one);
  } catch (error) {
    if (!(error instanceof InsufficientQuantity)) throw error;
    return { figures: { error: "INSUFFICIENT_QUANTITY" }, steps: [error.message] };
  }
  const positions = Object.fromEntries(
    [...replay.positions.keys()].map((symbol) => [symbol, figuresOf(one, replay, symbol)]),
  );
  const all = [...replay.positions.values()];
  const worths = [...replay.positions.keys()].map((symbol) => replay.worthOf(symbol));
  const marketValue = worths.every((worth) => worth !== undefined) ? sumOf(worths.map(({ base }) => base)) : undefined;
  const cash = one.settings.cash ? replay.cashTotal() : Fraction.ZERO;
  const gain = marketValue?.plus(cash).minus(replay.contribution);
  return {
    steps: replay.steps.map((step) => (step.endsWith(":") ? `${step.slice(0, -1)}` : step)),
    figures: {
      error: null,
      positions,
      cash: Object.fromEntries([...replay.cash].map(([code, amount]) => [code, amount.toNumber()])),
      cashTotal: cash.toNumber(),
      netContribution: replay.contribution.toNumber(),
      totals: {
        marketValue: marketValue?.toNumber() ?? null,
        fees: replay.ownFees.plus(sumOf(all.map(({ fees }) => fees))).toNumber(),
        taxes: replay.ownTaxes.plus(sumOf(all.map(({ taxes }) => taxes))).toNumber(),
        interest: replay.interest.toNumber(),
        // Not added up from its parts: money out and value, less money in.
        totalGain: gain?.toNumber() ?? null,
      },
    },
  };
}

function figuresOf(one: Case, replay: Replay, symbol: string) {
  const position = replay.positions.get(symbol)!;
  const { quantity, cost, local } = sums(position.lots);
  const worth = replay.worthOf(symbol);
  const rate = rateOn(one, position.currency, one.settings.asOf ?? "9999-12-31");
  const unrealised = worth?.base.minus(cost);
  const unrealisedFx = local.times(rate).minus(cost);
  const gross = unrealised?.plus(position.realised);
  return {
    quantity: quantity.toNumber(),
    costBasis: cost.toNumber(),
    costBasisLocal: local.toNumber(),
    averageCost: quantity.sign === 0 ? null : cost.by(quantity).toNumber(),
    averageCostLocal: quantity.sign === 0 ? null : local.by(quantity).toNumber(),
    realised: position.realised.toNumber(),
    realisedFx: position.realisedFx.toNumber(),
    released: position.released.toNumber(),
    releasedFx: position.releasedFx.toNumber(),
    dividends: position.dividends.toNumber(),
    fees: position.fees.toNumber(),
    taxes: position.taxes.toNumber(),
    marketValue: worth?.base.toNumber() ?? null,
    unrealised: unrealised?.toNumber() ?? null,
    unrealisedPct: unrealised && cost.sign !== 0 ? unrealised.by(cost).toNumber() : null,
    unrealisedFx: quantity.sign === 0 ? 0 : unrealisedFx.toNumber(),
    unrealisedPrice: quantity.sign === 0 ? 0 : (unrealised?.minus(unrealisedFx).toNumber() ?? null),
    grossGain: gross?.toNumber() ?? null,
    netGain: gross?.minus(position.apart).toNumber() ?? null,
    lots: [...position.pools].flatMap(([account, { list, short }]) =>
      list.map((lot) => ({
        date: lot.date,
        ...(one.settings.lots === "account" ? { account: account || null } : {}),
        quantity: (short ? lot.quantity.negated() : lot.quantity).toNumber(),
        unitCost: lot.cost.by(lot.quantity).toNumber(),
      })),
    ),
  };
}

/** Paths of expected figures that are not those worked out. */
export function differences(one: Case, figures: unknown): string[] {
  const wrong: string[] = [];
  const walk = (wanted: unknown, found: unknown, path: string) => {
    if (typeof wanted === "object" && wanted !== null) {
      if (Array.isArray(wanted) && (!Array.isArray(found) || found.length !== wanted.length))
        wrong.push(`${path}.length`);
      for (const [key, value] of Object.entries(wanted)) {
        walk(value, (found as Record<string, unknown> | null)?.[key], path ? `${path}.${key}` : key);
      }
      return;
    }
    const allowed = one.tolerance?.[path.split(".").at(-1)!] ?? one.tolerance?.default ?? 1e-9;
    const near = typeof wanted === "number" && typeof found === "number" && Math.abs(wanted - found) <= allowed;
    if (!near && wanted !== found) wrong.push(`${path}: expected ${wanted}, worked out ${found}`);
  };
  walk(one.expected, figures, "");
  return wrong;
}

if (process.argv[1] === import.meta.filename) {
  const [file] = process.argv.slice(2);
  if (!file) throw new Error("Name a file of cases: node check.ts FILE");
  const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: Case[] };
  for (const one of cases.filter(({ kind }) => kind === "holdings")) {
    const { figures, steps } = workOut(one);
    const wrong = differences(one, figures);
    console.log(`${wrong.length === 0 ? "agrees " : "differs"} ${one.id}\n  ${[...steps, ...wrong].join("\n  ")}`);
    if (wrong.length > 0) process.exitCode = 1;
  }
}
