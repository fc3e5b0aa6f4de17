import { type Book, buildBook } from "../book.ts";
import type { Position } from "../position.ts";
import { type PositionValue, type Valuation, valueBook } from "../valuation.ts";
import type { VerificationCase } from "./case-file.ts";
import { type Computed, compare } from "./compare.ts";
import { factsOf, lastDayOf } from "./facts.ts";
import { type CaseResult, judged } from "./result.ts";

type Compared = ReturnType<typeof compare>;

/** Issue codes of the engine under the names cases give them. */
const ERRORS: Record<string, string> = {
  ...{ oversold: "INSUFFICIENT_QUANTITY", no_rate: "NO_RATE", lots_not_named: "LOTS_NOT_NAMED" },
};

type SummedFigure = "realisedFx" | "releasedFx" | "grossGain" | "netGain" | "dividends";

/** What a journal adds up to: positions, lots, cash and totals. */
export function verifyHoldings(one: VerificationCase): CaseResult {
  const computed = computeHoldings(one);
  return judged(one, withError(one, compare(one, computed), computed.error));
}

export function computeHoldings(one: VerificationCase): {
  error: string | null;
  [figure: string]: Computed | string | number | null | undefined;
} {
  const facts = factsOf(one);
  const day = lastDayOf(one);
  const book = buildBook({ ...facts, through: day });
  return { error: errorOf(book), ...figuresOf(book, valueBook(book, facts.market, day)) };
}

/** What is wrong with a case's facts, under the name cases give it. */
export function errorOf({ issues }: Book): string | null {
  return issues.map(({ code }) => ERRORS[code]).find(Boolean) ?? null;
}

/** An error that nobody expects is a failure, whatever the figures say. */
export function withError(one: VerificationCase, compared: Compared, error: string | null): Compared {
  if (!error || "error" in one.expected) return compared;
  return { ...compared, figures: [...compared.figures, { path: "error", expected: null, actual: error, ok: false }] };
}

function figuresOf(book: Book, { positions, totals }: Valuation) {
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
      released: totals.released,
      releasedFx: sum("releasedFx"),
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
      interest: book.interest.toNumber(),
      cashCurrencyGain: totals.cashCurrencyGain,
      totalGain: totals.gain,
      moneyIn: totals.moneyIn,
      moneyOut: totals.moneyOut,
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
    released: value.released,
    releasedFx: position.releasedCurrency.toNumber(),
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
      account: lot.account ?? null,
      quantity: lot.quantity.toNumber(),
      unitCost: lot.quantity.isZero() ? null : lot.cost.dividedBy(lot.quantity).toNumber(),
      cost: lot.cost.toNumber(),
      costLocal: lot.localCost.toNumber(),
    })),
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
