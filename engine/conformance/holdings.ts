import type { Book } from "../book.ts";
import type { Position } from "../position.ts";
import type { PositionValue, Valuation } from "../valuation.ts";
import type { VerificationCase } from "./case-file.ts";
import { type Computed, compare } from "./compare.ts";
import { bookCase, NotBookedError } from "./facts.ts";
import { type CaseResult, skipped } from "./result.ts";

/** Issue codes of the engine under the names cases give them. */
const ERRORS: Record<string, string> = { oversold: "INSUFFICIENT_QUANTITY", no_rate: "NO_RATE" };

type SummedFigure = "realisedFx" | "grossGain" | "netGain" | "dividends";

/** What a journal adds up to: positions, lots, cash and totals. */
export function verifyHoldings(one: VerificationCase): CaseResult {
  if (one.settings.cash && one.settings.bookCashInBase) return skipped(one, "cash is always kept in its own currency");
  let booked: { book: Book; valuation: Valuation };
  try {
    booked = bookCase(one);
  } catch (error) {
    if (error instanceof NotBookedError) return skipped(one, error.message);
    throw error;
  }
  const { book, valuation } = booked;
  const error = book.issues.map(({ code }) => ERRORS[code]).find(Boolean);
  const { figures, unknown } = compare(one, { error: error ?? null, ...figuresOf(book, valuation) });
  if (error && !("error" in one.expected)) figures.push({ path: "error", expected: null, actual: error, ok: false });
  const { id } = one;
  if (figures.some(({ ok }) => !ok)) return { id, outcome: "failed", figures };
  if (unknown.length > 0)
    return { ...skipped(one, `${unknown.join(", ")}: not computed yet by this version`), figures };
  return { id, outcome: "passed", figures };
}

function figuresOf(book: Book, { positions, totals }: Valuation): Computed {
  const ofPositions = positions.map((value) => positionFigures(book.positions.get(value.instrument)!, value));
  const sum = (figure: SummedFigure) => ofPositions.reduce((total, figures) => total + (figures[figure] ?? 0), 0);
  return {
    positions: Object.fromEntries(positions.map(({ instrument }, index) => [instrument, ofPositions[index]!])),
    cash: Object.fromEntries([...book.cash].map(([currency, amount]) => [currency, amount.toNumber()])),
    cashTotal: totals.cash,
    netContribution: totals.invested,
    totals: {
      costBasis: totals.cost,
      marketValue: totals.marketValue,
      realised: totals.realized,
      realisedFx: sum("realisedFx"),
      unrealised: totals.unrealized,
      unrealisedFx: totals.unrealizedCurrency,
      unrealisedPrice: totals.unrealizedPrice,
      unrealisedPct: ratio(totals.unrealized, totals.cost),
      grossGain: sum("grossGain"),
      netGain: sum("netGain"),
      dividends: sum("dividends"),
      fees: totals.fees,
      taxes: totals.taxes,
      cash: totals.cash,
      netContribution: totals.invested,
    },
  };
}

function positionFigures(position: Position, value: PositionValue) {
  const quantity = position.quantity.toNumber();
  const grossGain = value.unrealized === null ? null : value.realized + value.unrealized;
  const separate = position.separateFees.plus(position.separateTaxes).toNumber();
  return {
    quantity,
    costBasis: value.cost,
    averageCost: ratio(value.cost, quantity),
    costBasisLocal: position.localCost.toNumber(),
    averageCostLocal: value.averageCost,
    marketValue: value.marketValue,
    realised: value.realized,
    realisedFx: position.realizedCurrency.toNumber(),
    unrealised: value.unrealized,
    unrealisedPct: value.unrealized === null ? null : ratio(value.unrealized, value.cost),
    unrealisedFx: value.unrealizedCurrency,
    unrealisedPrice: value.unrealizedPrice,
    grossGain,
    netGain: grossGain === null ? null : grossGain - separate,
    dividends: value.income,
    fees: value.fees,
    taxes: value.taxes,
    lots: position.lots.map((lot) => ({
      date: lot.acquired,
      quantity: lot.quantity.toNumber(),
      unitCost: lot.cost.dividedBy(lot.quantity).toNumber(),
    })),
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
