import { unguardText } from "./csv-guard.ts";
import { Decimal } from "./decimal.ts";
import { LARGEST_SPLIT_TERM } from "./limits.ts";
import { readLotChoices, readTransferredLots } from "./lots-text.ts";
import { minorUnit } from "./money.ts";
import { expectedFound } from "./schema.ts";
import type { TradeColumn } from "./trades-csv.ts";
import type { Charge, LotChoice, TransferredLot } from "./transaction.ts";

/** Something about a cell. `message` says what was expected. */
export interface Finding {
  field: string;
  message: string;
}

export const CURRENCY = /^[A-Z][A-Z0-9]{1,9}$/;
const NUMBER = /^\d{1,100}(\.\d{0,40})?$/;

/** The cells of one row, each read as what it should be; what is wrong with them gathers in `problems`. */
export class TradeCells {
  readonly problems: Finding[] = [];
  readonly notes: Finding[] = [];
  protected readonly cells = new Map<string, string>();
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

  protected expected(field: string, what: string, found: string): void {
    this.problems.push({ field, message: expectedFound(what, found) });
  }

  protected text(column: TradeColumn): string | undefined {
    const cell = this.cells.get(column);
    return cell === undefined ? undefined : unguardText(cell);
  }

  protected time(): { time?: string } {
    const cell = this.cells.get("time");
    if (cell === undefined) return {};
    if (!/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(cell)) this.expected("time", "a local time like 14:30", cell);
    return { time: cell };
  }

  protected symbol(column: "symbol" | "new_symbol" = "symbol"): string {
    const cell = this.cells.get(column) ?? "";
    if (cell === "") this.expected(column, "a symbol like AAPL or VOD.L", cell);
    return unguardText(cell);
  }

  /** `4@2020-01-02=300.00,6@2021-05-05=550.00`: of a row in a minor unit their costs are in it too. */
  protected transferredLots(): { lots?: TransferredLot[] } {
    const cell = this.cells.get("lots");
    if (cell === undefined) return {};
    const lots = readTransferredLots(cell);
    if (!lots) this.expected("lots", "lots like 4@2020-01-02=300.00 (units@day=cost), with commas between them", cell);
    if (lots?.some(({ exchangeRate }) => exchangeRate)) this.refuseRateBesideMinorUnit("lots");
    return lots ? { lots: lots.map((lot) => ({ ...lot, cost: this.inMajor(lot.cost) })) } : {};
  }

  /** `txn_1=4,txn_2=1`, where `txn_1` is the id of the row that brought the lot. */
  protected lotChoices(): { lots?: LotChoice[] } {
    const cell = this.cells.get("lots");
    if (cell === undefined) return {};
    const lots = readLotChoices(cell);
    if (!lots) this.expected("lots", "lots like txn_1=4 (id=units), with commas between them", cell);
    return lots ? { lots: lots.map((lot) => ({ ...lot, transaction: idOf(lot.transaction) })) } : {};
  }

  protected currency(field: "currency" | "to_currency"): string {
    const cell = this.cells.get(field) ?? "";
    const minor = minorUnit(cell);
    if (minor) {
      this.perMajor = Decimal.fromInteger(minor.perMajor);
      return minor.currency;
    }
    if (!CURRENCY.test(cell)) this.expected(field, "a currency code in capitals, like EUR", cell);
    return cell;
  }

  protected toCurrency(): string {
    const cell = this.cells.get("to_currency") ?? "";
    if (minorUnit(cell)) this.expected("to_currency", `the major currency, ${minorUnit(cell)!.currency}`, cell);
    return minorUnit(cell) ? cell : this.currency("to_currency");
  }

  protected exchangeRate(): { exchangeRate?: Decimal } {
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
  protected charge<N extends "fee" | "tax">(name: N): { [name in N]?: Charge } {
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

  protected term(field: "numerator" | "denominator"): number {
    const cell = this.cells.get(field) ?? "";
    const term = /^\d{1,10}$/.test(cell) ? Number(cell) : 0;
    if (term < 1 || term > LARGEST_SPLIT_TERM) this.expected(field, "a whole number of 1 or more", cell);
    return term;
  }

  protected money(field: TradeColumn): Decimal {
    return this.inMajor(this.needed(field));
  }

  private inMajor(amount: Decimal): Decimal {
    return this.perMajor.equals(Decimal.ONE) ? amount : amount.dividedBy(this.perMajor);
  }

  protected needed(field: TradeColumn): Decimal {
    return this.number(field, this.cells.get(field) ?? "");
  }

  protected positive(field: TradeColumn): Decimal {
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

/** As the rows of a file are named for each other, by whoever writes it: the prefix that a journal's ids have may be left out. */
export function idOf(name: string): string {
  return name.startsWith("txn_") ? name : `txn_${name}`;
}
