import { type CloseSeries, lastRow, nextRow, splitsThrough } from "../closes.ts";
import { dayFromNumber, dayNumber } from "../day.ts";
import type { Decimal } from "../decimal.ts";
import type { InstrumentId } from "../instrument.ts";
import type { Currency } from "../money.ts";
import { quoteDays } from "../prices.ts";
import { splitFactors } from "../splits.ts";
import { booked } from "./booked.ts";
import type { DayView } from "./day-view.ts";
import { type Explanation, explained } from "./explanation.ts";
import { nothing } from "./market-nodes.ts";
import { TotalsView } from "./total-figures.ts";

/** Daily columns of a portfolio as nodes, from the day of its first booking through the day of a view. */
export class Series {
  readonly view: DayView;
  readonly first: number;
  readonly count: number;
  private readonly rates = new Map<Currency, Explanation>();
  private measuredNode: Explanation | undefined;
  private flowNodes: { cameIn: Explanation; wentOut: Explanation } | undefined;

  constructor(view: DayView, first: number) {
    this.view = view;
    this.first = first;
    this.count = view.number - first + 1;
  }

  /** Worth of each evening, what has no price at its cost: what returns are measured on. */
  get measured(): Explanation {
    this.measuredNode ??= this.column("worth of each evening", "last cell", () => {
      const totals = new TotalsView(this.view);
      const last = ["marketValue", "cash", "unpricedCost"] as const;
      return [
        this.column("market value, cash, and cost of what has no price", "daily sum", () => [this.holdings, this.cash]),
        totals.node("the same on the last evening", {
          operation: "sum",
          terms: last.map((name) => totals.figure(name)),
        }),
      ];
    });
    return this.measuredNode;
  }

  /** What came and went on each day, from outside and to it. */
  get flows(): { cameIn: Explanation; wentOut: Explanation } {
    if (!this.flowNodes) {
      const book = this.view.recording.book();
      const parameters = [this.first, this.count, ...book.flows.map(({ day }) => day)];
      const terms = () => book.flows.map(({ amount }) => booked(amount, this.view.base));
      this.flowNodes = {
        cameIn: this.column("money put in on each day", "came in", terms, parameters),
        wentOut: this.column("money taken out on each day", "went out", terms, parameters),
      };
    }
    return this.flowNodes;
  }

  column(
    label: string,
    operation: Explanation["operation"],
    terms: () => readonly Explanation[],
    parameters?: readonly number[],
  ): Explanation {
    const needed = operation === "daily sum" ? [this.first, this.count] : parameters;
    return explained({ label, operation, unit: this.view.base, terms, ...(needed ? { parameters: needed } : {}) });
  }

  /** What a unit is worth in base at the end of each day, at the rate of the day. */
  unitWorth(instrument: InstrumentId): Explanation {
    const label = `worth of a unit of ${this.view.symbolOf(instrument)}`;
    return this.column(label, "product", () => {
      const { price, currency } = this.closes(instrument);
      const priced = currency === this.view.base ? [price] : [price, this.rate(currency)];
      let worth = this.column(label, "product", () => priced);
      const quoted = this.quoted(instrument, worth);
      if (quoted) worth = quoted;
      const factor = this.factor(instrument);
      return [factor ? this.column(`${label}, in units of each day`, "quotient", () => [worth, factor]) : worth];
    });
  }

  private get holdings(): Explanation {
    const { recording, base } = this.view;
    return this.column("holdings of each evening", "daily sum", () =>
      [...recording.book().positions.keys()].map((instrument) => {
        const steps = recording.stepsOf(instrument).filter(({ day }, i, all) => all[i + 1]?.day !== day);
        const symbol = this.view.symbolOf(instrument);
        const units = () => steps.map((step) => sumOf(step.units, `units of ${symbol}`, "units"));
        const costs = () => steps.map((step) => sumOf(step.costs, `cost of ${symbol}`, base));
        const terms = () => [this.unitWorth(instrument), ...units(), ...costs()];
        const days = steps.map(({ day }) => day);
        return this.column(`worth of ${symbol}, at cost where it has no price`, "held", terms, days);
      }),
    );
  }

  private get cash(): Explanation {
    return this.column("cash of each evening", "daily sum", () =>
      [...this.view.recording.cashSteps()].map(([currency, steps]) => {
        const days = steps.map(({ day }) => day);
        const balances = () => steps.map(({ balance }) => booked(balance, currency));
        // A balance without a rate is worth nothing that anybody knows.
        const unknown = () => steps.map(() => nothing("nothing without an exchange rate", this.view.base));
        return this.column(
          `cash in ${currency}`,
          "held",
          () => [this.rate(currency), ...balances(), ...unknown()],
          days,
        );
      }),
    );
  }

  private rate(currency: Currency): Explanation {
    let node = this.rates.get(currency);
    if (!node) {
      const { base, market } = this.view;
      const values = market.rates.column(currency, base, this.first, this.count);
      const from = dayFromNumber(this.first);
      node = explained({
        ...{
          label: `exchange rate of each day`,
          operation: "given",
          unit: `${base} per ${currency}`,
          value: { from, values },
        },
        leaf: { kind: "rates", from: currency, to: base, first: from, last: this.view.day },
      });
      this.rates.set(currency, node);
    }
    return node;
  }

  /** A quote speaks for its own days. */
  private quoted(instrument: InstrumentId, worth: Explanation): Explanation | undefined {
    const { market, nodes, base } = this.view;
    const [series, quote] = [market.closes(instrument), market.quote(instrument)];
    const span = quoteDays({ series, quote, splits: splitFactors(this.splitsOf(instrument)) });
    if (!quote || !span) return undefined;
    const from = Math.max(span.from - this.first, 0);
    const until = Math.min(span.until - this.first, this.count);
    if (from >= until) return undefined;
    const rate = quote.currency === base ? [] : [this.rate(quote.currency)];
    const terms = () => [worth, nodes.statedQuote(instrument, quote, span.from), ...rate];
    return this.column(`${worth.label}, and by its quote`, "quoted", terms, [from, until]);
  }

  /** Units of each day for one before all splits. */
  private factor(instrument: InstrumentId): Explanation | undefined {
    const days = this.splitsOf(instrument).map(({ day }) => dayNumber(day));
    if (days.length === 0) return undefined;
    const terms = () => days.map((day) => this.view.nodes.splitFactor(instrument, day)!);
    const parameters = [this.first, this.count, ...days];
    return this.column("units of each day for one before all splits", "steps", terms, parameters);
  }

  private splitsOf(instrument: InstrumentId) {
    return this.view.recording.familyOf(instrument).splits.get(instrument) ?? [];
  }

  /** Closes, the last one known standing on days without, as prices of a unit before all splits. */
  private closes(instrument: InstrumentId): { price: Explanation; currency: Currency } {
    const series = this.view.market.closes(instrument);
    const currency = series?.currency ?? this.view.base;
    const price = this.closesAsStated(instrument, currency);
    const splits = this.splitsOf(instrument).length > 0;
    return { price: series && splits ? this.spoken(instrument, price) : price, currency };
  }

  private closesAsStated(instrument: InstrumentId, currency: Currency): Explanation {
    const series = this.view.market.closes(instrument);
    const values = new Float64Array(this.count).fill(Number.NaN);
    if (series) this.fillCloses(values, series);
    const from = dayFromNumber(this.first);
    return explained({
      ...{ label: `close of each day`, operation: "given", unit: currency, value: { from, values } },
      leaf: { kind: "prices", instrument, source: series?.source ?? "none", from, to: this.view.day },
    });
  }

  private fillCloses(values: Float64Array, series: CloseSeries): void {
    const { days, closes } = series;
    let row = lastRow(series, this.first);
    let day = this.first;
    for (;;) {
      const next = nextRow(series, row);
      const end = next < days.length ? Math.min(days[next]!, this.first + this.count) : this.first + this.count;
      if (row >= 0) for (const close = closes[row]!; day < end; day++) values[day - this.first] = close;
      if (next >= days.length || end >= this.first + this.count) return;
      day = end;
      row = next;
    }
  }

  /** As prices of a unit before all splits: a close speaks of its own day's units, or of those through which its series is adjusted. */
  private spoken(instrument: InstrumentId, price: Explanation): Explanation {
    const { market, nodes } = this.view;
    const series = market.closes(instrument)!;
    const through = splitsThrough(series);
    const factors: { day: number; node: Explanation | undefined }[] = [];
    for (let row = lastRow(series, this.first); row < series.days.length; row = nextRow(series, row)) {
      if (row < 0) continue;
      const node = nodes.splitFactor(instrument, Math.max(series.days[row]!, through));
      if (factors.at(-1)?.node !== node) factors.push({ day: series.days[row]!, node });
    }
    const said = factors.filter(({ node }) => node !== undefined);
    if (said.length === 0) return price;
    const spoken = this.column(
      "units that the close of each day speaks of",
      "steps",
      () => said.map(({ node }) => node!),
      [...[this.first, this.count, ...said.map(({ day }) => day)]],
    );
    return this.column("price of a unit before all splits", "product", () => [price, spoken]);
  }
}

function sumOf(parts: readonly Decimal[], label: string, unit: string): Explanation {
  if (parts.length === 1) return booked(parts[0]!, unit);
  return explained({
    label,
    operation: "sum of near float64",
    unit,
    terms: () => parts.map((part) => booked(part, unit)),
  });
}
