import { unguardText } from "./csv-guard.ts";
import { isDay } from "./day.ts";
import { Decimal } from "./decimal.ts";
import { LARGEST_SPLIT_TERM } from "./limits.ts";
import { type Currency, minorUnit } from "./money.ts";
import { expectedFound } from "./schema.ts";
import { TRADE_COLUMNS, type TradeColumn, type TradeDraft } from "./trades-csv.ts";
import { LISTING_COLUMNS, type ListingWords, readListing } from "./trades-csv-listing.ts";
import type { Charge, TransactionKind } from "./transaction.ts";

/** Something about a cell. `message` says what was expected. */
export interface Finding {
  field: string;
  message: string;
}

const KINDS: Record<TransactionKind, readonly TradeColumn[]> = {
  buy: ["symbol", "quantity", "price", "amount", "currency", "fee", "tax", "exchange_rate"],
  sell: ["symbol", "quantity", "price", "amount", "currency", "fee", "tax", "exchange_rate"],
  dividend: ["symbol", "quantity", "price", "amount", "currency", "fee", "tax", "exchange_rate"],
  deposit: ["symbol", "amount", "currency", "fee", "tax", "exchange_rate"],
  withdrawal: ["symbol", "amount", "currency", "fee", "tax", "exchange_rate"],
  interest: ["symbol", "amount", "currency", "fee", "tax", "exchange_rate"],
  "interest-charge": ["symbol", "amount", "currency", "fee", "tax", "exchange_rate"],
  fee: ["symbol", "amount", "currency", "fee", "tax", "exchange_rate"],
  "fee-refund": ["symbol", "amount", "currency", "fee", "tax", "exchange_rate"],
  tax: ["symbol", "amount", "currency", "fee", "tax", "exchange_rate"],
  "tax-refund": ["symbol", "amount", "currency", "fee", "tax", "exchange_rate"],
  conversion: ["amount", "currency", "to_amount", "to_currency", "fee", "exchange_rate"],
  split: ["symbol", "currency", "numerator", "denominator"],
};
const ANY_KIND: readonly TradeColumn[] = ["date", "kind", "account", "note", "time", "exchange_rate_currency"];
const CURRENCY = /^[A-Z][A-Z0-9]{1,9}$/;
const NUMBER = /^\d{1,100}(\.\d{0,40})?$/;

/** One row being read; what is wrong with it gathers in `problems`. */
export class TradeRow {
  readonly problems: Finding[] = [];
  readonly notes: Finding[] = [];
  private readonly cells = new Map<string, string>();
  /** Of a row in a minor unit: how many make one of the currency. */
  private perMajor = Decimal.ONE;

  constructor(columns: readonly string[], cells: readonly string[]) {
    for (const [index, cell] of cells.entries()) {
      const column = columns[index];
      if (cell === "") continue;
      if (column === undefined) {
        this.expected("", `no cell beyond the ${columns.length} of the first line`, cell);
        break;
      }
      this.cells.set(column, cell);
    }
  }

  read(): TradeDraft | undefined {
    const day = this.cells.get("date") ?? "";
    if (!isDay(day)) this.expected("date", "a day like 2024-03-01", day);
    const kind = this.kind();
    if (!kind) return undefined;
    for (const column of TRADE_COLUMNS) {
      if (!this.cells.has(column) || ANY_KIND.includes(column)) continue;
      const isOfSymbol = (LISTING_COLUMNS as readonly string[]).includes(column);
      if (!KINDS[kind].includes(isOfSymbol ? "symbol" : column)) {
        this.problems.push({ field: column, message: `A ${kind} has none: leave it empty.` });
      } else if (isOfSymbol && !this.cells.has("symbol")) {
        const message = "It is said of a symbol, and the row has none: name the symbol, or leave it empty.";
        this.problems.push({ field: column, message });
      }
    }
    const common = { day, ...this.time(), ...this.text("account"), ...this.text("note") };
    if (kind === "split") {
      const terms = { numerator: this.splitTerm("numerator"), denominator: this.splitTerm("denominator") };
      return { ...common, kind, instrument: this.symbol(), ...terms };
    }
    const money = { currency: this.currency("currency"), ...this.exchangeRate() };
    if (kind === "conversion") {
      const toAmount = this.needed("to_amount");
      const toCurrency = this.toCurrency();
      if (toCurrency === money.currency)
        this.expected("to_currency", `another currency than ${toCurrency}`, toCurrency);
      return {
        ...common,
        ...money,
        kind,
        amount: this.money("amount"),
        toAmount,
        toCurrency,
        ...this.charge("fee"),
      };
    }
    const charged = { ...money, ...this.charge("fee"), ...this.charge("tax") };
    if (kind === "buy" || kind === "sell") {
      const quantity = this.positive("quantity");
      const price = this.cells.has("price") ? { price: this.money("price") } : {};
      const amount = this.cells.has("amount") ? { amount: this.money("amount") } : {};
      if (!this.cells.has("price") && !this.cells.has("amount")) this.expected("price", "a price or an amount", "");
      return { ...common, ...charged, kind, instrument: this.symbol(), quantity, ...price, ...amount };
    }
    if (kind === "dividend") {
      const each = !this.cells.has("amount") && this.cells.has("quantity") && this.cells.has("price");
      const amount = each ? this.positive("quantity").times(this.money("price")) : this.money("amount");
      return { ...common, ...charged, kind, instrument: this.symbol(), amount };
    }
    const instrument = this.cells.has("symbol") ? { instrument: this.symbol() } : {};
    return { ...common, ...charged, kind, amount: this.money("amount"), ...instrument };
  }

  rateCurrency(): Currency | undefined {
    const cell = this.cells.get("exchange_rate_currency");
    if (cell !== undefined && (!CURRENCY.test(cell) || minorUnit(cell))) {
      this.expected("exchange_rate_currency", "the currency the rates lead into, like EUR", cell);
    }
    return cell;
  }

  listing(): ListingWords {
    return readListing(this.cells, (field, what, found) => this.expected(field, what, found));
  }

  private expected(field: string, what: string, found: string): void {
    this.problems.push({ field, message: expectedFound(what, found) });
  }

  private kind(): TransactionKind | undefined {
    const found = this.cells.get("kind") ?? "";
    const kind = found.trim().toLowerCase().replaceAll(/[ _]/g, "-");
    if (Object.hasOwn(KINDS, kind)) return kind as TransactionKind;
    this.expected("kind", `one of ${Object.keys(KINDS).join(", ")}`, found);
    return undefined;
  }

  private text<N extends "account" | "note">(name: N): { [name in N]?: string } {
    const cell = this.cells.get(name);
    return (cell === undefined ? {} : { [name]: unguardText(cell) }) as { [name in N]?: string };
  }

  private time(): { time?: string } {
    const cell = this.cells.get("time");
    if (cell === undefined) return {};
    if (!/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(cell)) this.expected("time", "a local time like 14:30", cell);
    return { time: cell };
  }

  private symbol(): string {
    const cell = this.cells.get("symbol") ?? "";
    if (cell === "") this.expected("symbol", "a symbol like AAPL or VOD.L", cell);
    return unguardText(cell);
  }

  private currency(field: "currency" | "to_currency"): string {
    const cell = this.cells.get(field) ?? "";
    const minor = minorUnit(cell);
    if (minor) {
      this.perMajor = Decimal.fromInteger(minor.perMajor);
      return minor.currency;
    }
    if (!CURRENCY.test(cell)) this.expected(field, "a currency code in capitals, like EUR", cell);
    return cell;
  }

  private toCurrency(): string {
    const cell = this.cells.get("to_currency") ?? "";
    if (minorUnit(cell)) this.expected("to_currency", `the major currency, ${minorUnit(cell)!.currency}`, cell);
    return minorUnit(cell) ? cell : this.currency("to_currency");
  }

  private exchangeRate(): { exchangeRate?: Decimal } {
    const cell = this.cells.get("exchange_rate");
    if (cell === undefined) return {};
    this.refuseRateBesideMinorUnit("exchange_rate");
    return { exchangeRate: this.positive("exchange_rate") };
  }

  private refuseRateBesideMinorUnit(field: TradeColumn): void {
    if (this.perMajor.equals(Decimal.ONE)) return;
    const message =
      "Beside a minor unit like GBX it is not clear of what the rate speaks: write the row in the major currency.";
    this.problems.push({ field, message });
  }

  /** `1.50`, `1.50 USD` or `1.50 USD @ 0.92`. */
  private charge<N extends "fee" | "tax">(name: N): { [name in N]?: Charge } {
    const cell = this.cells.get(name);
    if (cell === undefined) return {};
    const [amount = "", ...rest] = cell.split(/\s+/);
    const own = rest.length > 0 && rest[0] !== "@" ? rest.shift() : undefined;
    const rate = rest.length === 2 && rest[0] === "@" ? rest[1] : undefined;
    if ((own !== undefined && (!CURRENCY.test(own) || minorUnit(own))) || (rest.length > 0 && rate === undefined)) {
      this.expected(name, 'an amount like 1.50, or with a currency of its own "1.50 USD"', cell);
      return {};
    }
    const charge: Charge = {
      amount: own === undefined ? this.inMajor(this.number(name, amount)) : this.number(name, amount),
    };
    if (own !== undefined) charge.currency = own;
    else if (rate !== undefined) this.refuseRateBesideMinorUnit(name);
    if (rate !== undefined) charge.exchangeRate = this.number(name, rate);
    return { [name]: charge } as { [name in N]?: Charge };
  }

  private splitTerm(field: "numerator" | "denominator"): number {
    const cell = this.cells.get(field) ?? "";
    const term = /^\d{1,10}$/.test(cell) ? Number(cell) : 0;
    if (term < 1 || term > LARGEST_SPLIT_TERM) this.expected(field, "a whole number of 1 or more", cell);
    return term;
  }

  private money(field: TradeColumn): Decimal {
    return this.inMajor(this.needed(field));
  }

  private inMajor(amount: Decimal): Decimal {
    return this.perMajor.equals(Decimal.ONE) ? amount : amount.dividedBy(this.perMajor);
  }

  private needed(field: TradeColumn): Decimal {
    return this.number(field, this.cells.get(field) ?? "");
  }

  private positive(field: TradeColumn): Decimal {
    const value = this.needed(field);
    const cell = this.cells.get(field) ?? "";
    if (value.isZero() && NUMBER.test(cell)) this.expected(field, "a number above zero", cell);
    return value;
  }

  private number(field: TradeColumn, text: string): Decimal {
    if (!NUMBER.test(text)) {
      const hint = /^-/.test(text) ? " (the kind says the direction)" : "";
      this.expected(field, `a number like 1234.56${hint}`, text);
      return Decimal.ZERO;
    }
    const { value, rounded } = Decimal.parseNoting(text);
    if (rounded) this.notes.push({ field, message: `Rounded to 18 places: ${value}.` });
    return value;
  }
}
