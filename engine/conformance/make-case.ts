import { type BookInput, buildBook } from "../book.ts";
import { addDays, type Day } from "../day.ts";
import { Decimal } from "../decimal.ts";
import { createFamilyOf } from "../families.ts";
import type { InstrumentId } from "../instrument.ts";
import { lotChoicesOf } from "../lot-choices.ts";
import type { Currency } from "../money.ts";
import { orderTransactions } from "../ordering.ts";
import type { Transaction } from "../transaction.ts";
import { type MarketView, valueBook } from "../valuation.ts";
import { readCases } from "./case-file.ts";
import { computeHoldings } from "./holdings.ts";
import { type Names, writeRow } from "./write-row.ts";

export interface MakeCaseInput extends BookInput {
  market: MarketView;
  /** The holding. What its lots have come from or gone into comes along. */
  instrument: InstrumentId;
  /** Default: the day of the last transaction. */
  asOf?: Day;
  /** Every date by so many days. Default 0. */
  shiftDays?: number;
  /** Units and amounts times this, prices as they are, so that no ratio changes. Default 1. */
  scale?: Decimal;
}

/** A file of one case, schema `portfolio-vectors/1`. */
export interface CaseFile {
  schema: "portfolio-vectors/1";
  count: 1;
  cases: [Record<string, unknown>];
}

const RESIDUE = Decimal.parse("0.000000001");

/**
 * A holding as a test case that anybody may see: instruments, accounts and ids have other names, notes and times are left out, amounts and
 * dates are changed as asked. Expected are the figures that the engine gives now. Throws a RangeError for an instrument that never occurs.
 */
export function makeCase(input: MakeCaseInput): CaseFile {
  const { settings, instrument, shiftDays = 0, scale = Decimal.ONE, residue = RESIDUE } = input;
  const all = orderTransactions(input.transactions, input.keepOrder);
  const familyOf = createFamilyOf(all);
  const own = all.find((row) => "instrument" in row && (row.instrument === instrument || comesOf(row) === instrument));
  if (!own) throw new RangeError(`No transaction is of ${instrument}.`);
  const asOf = input.asOf ?? all.at(-1)!.day;
  const rows = all.filter((row) => familyOf(row) === familyOf(own) && row.day <= asOf);
  const names = createNames(rows, shiftDays, scale, input.account);
  const isScaled = !scale.equals(Decimal.ONE) || input.residue !== undefined;
  const day = names.day(asOf);
  const written: Record<string, unknown> = {
    id: `holding-${names.instrument(instrument).toLowerCase()}`,
    kind: "holdings",
    source: { project: "Tickfolio", note: "made from a holding, with other names" },
    conventionScope: "stated",
    convention: "A holding as it was booked: the figures are those that the engine gave when the case was made.",
    settings: {
      baseCurrency: settings.baseCurrency,
      method: settings.costMethod,
      asOf: day,
      feesInCost: settings.feesInCost ?? true,
      cash: settings.cash === "tracked",
      ...(settings.allowShort ? { allowShort: true } : {}),
      ...(settings.lots ? { lots: settings.lots } : {}),
      ...(input.account === undefined ? {} : { account: names.account(input.account) }),
      ...(isScaled ? { quantityEpsilon: residue.times(scale).toNumber() } : {}),
      ...(input.changesAtOnce ? { bookCashInBase: true } : {}),
      keepOrder: true,
    },
    transactions: rows.map((row) => writeRow(row, names, input.currencyOf)),
    prices: pricesOf(input, rows, names, asOf),
    fx: ratesOf(input, rows, names, asOf),
    expected: {},
    tolerance: { default: 1e-9 },
    provenance: "own",
  };
  written.expected = expectedOf(written);
  return { schema: "portfolio-vectors/1", count: 1, cases: [written] };
}

function comesOf(row: Transaction): InstrumentId | undefined {
  return "newInstrument" in row ? row.newInstrument : undefined;
}

/** Names by the order in which they occur. */
function createNames(
  rows: readonly Transaction[],
  shiftDays: number,
  scale: Decimal,
  account: string | undefined,
): Names {
  const instruments = new Map<string, string>();
  const accounts = new Map<string, string>([["", ""]]);
  const ids = new Map<string, string>();
  const named = new Set(rows.flatMap((row) => lotChoicesOf(row).map(({ transaction }) => transaction)));
  const learn = (names: Map<string, string>, key: string, name: (place: number) => string) => {
    const known = names.get(key);
    if (known !== undefined) return known;
    const fresh = name(names.size);
    names.set(key, fresh);
    return fresh;
  };
  const names: Names = {
    scale,
    day: (day) => addDays(day, shiftDays),
    instrument: (id) => learn(instruments, id, (place) => `HOLDING${place === 0 ? "" : place + 1}`),
    account: (label) => learn(accounts, label, (place) => `account ${place}`),
    // An id stands there where lots are named by it, and tells apart one that is of another holding.
    id: (id) => (named.has(id) ? learn(ids, id, (place) => `row-${place + 1}`) : undefined),
  };
  for (const row of rows) {
    if ("instrument" in row && row.instrument !== undefined) names.instrument(row.instrument);
    names.account(row.account ?? "");
  }
  if (account !== undefined) names.account(account);
  return names;
}

/** One price for each holding that has one, of a unit of the day valued. */
function pricesOf(input: MakeCaseInput, rows: readonly Transaction[], names: Names, asOf: Day) {
  const book = buildBook({ ...input, transactions: rows, through: asOf });
  return valueBook(book, input.market, asOf).positions.flatMap(({ instrument, localMarketValue, quantity, price }) => {
    if (localMarketValue === null || price === null || quantity.isZero()) return [];
    const isOwn = price.currency === input.currencyOf(instrument);
    const close = isOwn ? price.value : localMarketValue / quantity.toNumber();
    return [
      { symbol: names.instrument(instrument), date: names.day(asOf), close, currency: input.currencyOf(instrument) },
    ];
  });
}

/** The rates of all currencies that occur, on the days they are asked for. */
function ratesOf(
  { settings, rates, market, currencyOf }: MakeCaseInput,
  rows: readonly Transaction[],
  names: Names,
  asOf: Day,
) {
  const base = settings.baseCurrency;
  const found = new Map<string, { from: Currency; to: Currency; date: Day; rate: number }>();
  const note = (source: MakeCaseInput["rates"], currency: Currency | undefined, day: Day) => {
    const key = `${day} ${currency}`;
    const rate =
      currency === undefined || currency === base || found.has(key) ? undefined : source.at(currency, base, day);
    if (rate) found.set(key, { from: currency!, to: base, date: names.day(day), rate: rate.rate.toNumber() });
  };
  for (const row of rows) {
    const currencies: (Currency | undefined)[] = "currency" in row ? [row.currency] : [];
    if ("fee" in row) currencies.push(row.fee?.currency);
    if ("tax" in row) currencies.push(row.tax?.currency);
    if ("instrument" in row && row.instrument !== undefined) currencies.push(currencyOf(row.instrument));
    if ("newInstrument" in row) currencies.push(currencyOf(row.newInstrument));
    const days =
      row.kind === "transfer-in" ? [row.day, ...(row.lots ?? []).map(({ acquired }) => acquired)] : [row.day];
    for (const day of days) for (const currency of currencies) note(rates, currency, day);
  }
  for (const { from } of [...found.values()]) note(market.rates, from, asOf);
  return [...found.values()];
}

/** What `verify` will compute. */
function expectedOf(written: Record<string, unknown>): Record<string, unknown> {
  const [one] = readCases({ schema: "portfolio-vectors/1", cases: [JSON.parse(JSON.stringify(written))] });
  const { error, positions } = computeHoldings(one!) as { error: string | null; positions: object };
  return known({ ...(error === null ? {} : { error }), positions }) as Record<string, unknown>;
}

/** Without what is not known: a figure that is left out is not asserted. */
function known(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(known);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => (part === null || part === undefined ? [] : [[name, known(part)]])),
  );
}
