import { isDay } from "./day.ts";
import type { Decimal } from "./decimal.ts";
import { type Currency, minorUnit } from "./money.ts";
import { TRADE_COLUMNS, type TradeColumn, type TradeDraft } from "./trades-csv.ts";
import { CURRENCY, idOf, TradeCells } from "./trades-csv-cells.ts";
import { KIND_COLUMNS, readKind } from "./trades-csv-kinds.ts";
import { LISTING_COLUMNS, type ListingWords, NEW_LISTING_COLUMNS, readListing } from "./trades-csv-listing.ts";
import type { TransactionKind } from "./transaction.ts";

const ANY_KIND: readonly TradeColumn[] = ["date", "kind", "account", "note", "time", "exchange_rate_currency", "id"];

/** One row being read as the transaction it tells of. */
export class TradeRow extends TradeCells {
  read(): TradeDraft | undefined {
    const day = this.cells.get("date") ?? "";
    if (!isDay(day)) this.expected("date", "a day like 2024-03-01", day);
    const kind = this.kind();
    if (!kind) return undefined;
    this.refuseForeign(kind);
    const [account, note] = [this.text("account"), this.text("note")];
    const said = { ...(account === undefined ? {} : { account }), ...(note === undefined ? {} : { note }) };
    return this.ofKind(kind, { day, ...this.time(), ...said });
  }

  /** What other rows call it. A name that no row could use is nobody's business here: files of brokers have ids of all sorts. */
  id(): string | undefined {
    const cell = this.cells.get("id");
    return cell !== undefined && /^[0-9A-Za-z_-]{1,64}$/.test(cell) ? idOf(cell) : undefined;
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

  /** Of the instrument that comes of another one. */
  newListing(): ListingWords {
    return readListing(this.cells, (field, what, found) => this.expected(field, what, found), "new_");
  }

  private kind(): TransactionKind | undefined {
    const found = this.cells.get("kind") ?? "";
    const kind = readKind(found);
    if (!kind) this.expected("kind", `one of ${Object.keys(KIND_COLUMNS).join(", ")}`, found);
    return kind;
  }

  /** A cell that its kind has no use for is likelier a slip than nothing. */
  private refuseForeign(kind: TransactionKind): void {
    for (const column of TRADE_COLUMNS) {
      if (!this.cells.has(column) || ANY_KIND.includes(column)) continue;
      const isNew = NEW_LISTING_COLUMNS.includes(column);
      const about = isNew ? "new_symbol" : LISTING_COLUMNS.includes(column) ? "symbol" : undefined;
      if (!KIND_COLUMNS[kind].includes(about ?? column)) {
        this.problems.push({ field: column, message: `A ${kind} has none: leave it empty.` });
      } else if (about && !this.cells.has(about)) {
        const message = `It is said of a ${about.replace("_", " ")}, and the row has none: name it, or leave this empty.`;
        this.problems.push({ field: column, message });
      }
    }
  }

  private ofKind(kind: TransactionKind, common: { day: string }): TradeDraft {
    switch (kind) {
      case "buy":
        return { ...common, ...this.charged(), kind, ...this.units(), ...this.paid() };
      case "sell":
      case "cash-in-lieu":
        return { ...common, ...this.charged(), kind, ...this.units(), ...this.paid(), ...this.lotChoices() };
      case "transfer-in":
        return { ...common, ...this.charged(), kind, ...this.units(), ...this.worth(), ...this.transferredLots() };
      case "transfer-out":
        return { ...common, ...this.charged(), kind, ...this.units(), ...this.worth(), ...this.lotChoices() };
      case "move": {
        const toAccount = this.text("to_account");
        const to = toAccount === undefined ? {} : { toAccount };
        return { ...common, ...this.charged(), kind, ...this.units(), ...to, ...this.worth(), ...this.lotChoices() };
      }
      case "stock-dividend":
      case "stock-dividend-reversal":
        return { ...common, kind, ...this.units() };
      case "reinvested-dividend":
        return { ...common, ...this.charged(), kind, ...this.units(), amount: this.money("amount") };
      case "reinvested-dividend-reversal": {
        const amount = { ...this.charged(), amount: this.money("amount") };
        return { ...common, kind, ...this.units(), ...amount, ...this.lotChoices() };
      }
      case "dividend":
      case "dividend-reversal":
      case "return-of-capital":
        return { ...common, ...this.charged(), kind, instrument: this.symbol(), amount: this.whole() };
      case "split":
        return { ...common, kind, instrument: this.symbol(), ...this.ratio() };
      case "spin-off":
        return { ...common, kind, ...this.change(), ...this.ratio(), costShare: this.needed("cost_share") };
      case "merger": {
        const cash = this.cells.has("amount") ? { amount: this.money("amount") } : {};
        const share = this.cells.has("cost_share") ? { cashCostShare: this.needed("cost_share") } : {};
        return { ...common, ...this.charged(), kind, ...this.change(), ...this.ratio(), ...cash, ...share };
      }
      case "symbol-change":
        return { ...common, kind, ...this.change() };
      case "conversion":
        return this.conversion(common);
      case "deposit":
      case "withdrawal":
      case "interest":
      case "interest-charge":
      case "fee":
      case "fee-refund":
      case "tax":
      case "tax-refund": {
        const instrument = this.cells.has("symbol") ? { instrument: this.symbol() } : {};
        return { ...common, ...this.charged(), kind, amount: this.money("amount"), ...instrument };
      }
      default:
        return kind satisfies never;
    }
  }

  private conversion(common: { day: string }): TradeDraft {
    const money = this.rated();
    const toAmount = this.needed("to_amount");
    const toCurrency = this.toCurrency();
    if (toCurrency === money.currency) this.expected("to_currency", `another currency than ${toCurrency}`, toCurrency);
    const given = { amount: this.money("amount"), toAmount, toCurrency };
    return { ...common, ...money, kind: "conversion", ...given, ...this.charge("fee") };
  }

  private rated() {
    return { currency: this.currency("currency"), ...this.exchangeRate() };
  }

  /** Read before any amount: it says in which unit they are. */
  private charged() {
    return { ...this.rated(), ...this.charge("fee"), ...this.charge("tax") };
  }

  private units() {
    return { instrument: this.symbol(), quantity: this.positive("quantity") };
  }

  private ratio() {
    return { numerator: this.term("numerator"), denominator: this.term("denominator") };
  }

  private change() {
    return { instrument: this.symbol(), newInstrument: this.symbol("new_symbol") };
  }

  private worth(): { price?: Decimal; amount?: Decimal } {
    const price = this.cells.has("price") ? { price: this.money("price") } : {};
    return this.cells.has("amount") ? { ...price, amount: this.money("amount") } : price;
  }

  private paid() {
    if (!this.cells.has("price") && !this.cells.has("amount")) this.expected("price", "a price or an amount", "");
    return this.worth();
  }

  /** What an instrument paid: in all, or per unit. */
  private whole(): Decimal {
    const isEach = !this.cells.has("amount") && this.cells.has("quantity") && this.cells.has("price");
    return isEach ? this.positive("quantity").times(this.money("price")) : this.money("amount");
  }
}
