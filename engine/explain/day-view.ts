import { type BookInput, joinFamilies } from "../book.ts";
import { type Day, dayNumber } from "../day.ts";
import type { InstrumentId } from "../instrument.ts";
import type { Currency } from "../money.ts";
import type { SplitOn } from "../splits.ts";
import type { MarketView, PositionValue, Valuation } from "../valuation.ts";
import { createValuer } from "../valuer.ts";
import type { Explanation } from "./explanation.ts";
import { explainLot, type LotFigure } from "./lot-figures.ts";
import { createMarketNodes, type MarketNodes } from "./market-nodes.ts";
import { PositionView } from "./position-figures.ts";
import { type Recording, recordBooking } from "./recording.ts";
import { Series } from "./series.ts";

export interface ExplainInput extends BookInput {
  market: MarketView;
}

/** A journal booked through a day with traced numbers, and the market's prices of that day. What is not asked for is not booked. */
export class DayView {
  readonly input: ExplainInput;
  readonly market: MarketView;
  readonly base: Currency;
  readonly day: Day;
  readonly number: number;
  readonly recording: Recording;
  readonly nodes: MarketNodes;
  private readonly positions = new Map<InstrumentId, PositionView | undefined>();
  private valued: Valuation | undefined;
  private columns: Series | undefined;
  private sorted: PositionValue[] | undefined;

  constructor(input: ExplainInput, day: Day, nodes: MarketNodes | undefined) {
    this.input = input;
    this.market = input.market;
    this.base = input.settings.baseCurrency;
    this.day = day;
    this.number = dayNumber(day);
    this.recording = recordBooking({ ...input, through: day });
    this.nodes = nodes ?? createMarketNodes(input.market, this.base, input.transactions);
  }

  /** The book's valuation: the engine's own figures of the day. */
  get valuation(): Valuation {
    this.valued ??= createValuer(this.recording.book(), this.market, this.day).valuation();
    return this.valued;
  }

  /** The rows of the valuation in the order in which they are added up. */
  get valuesById(): readonly PositionValue[] {
    this.sorted ??= [...this.valuation.positions].sort((a, b) => (a.instrument < b.instrument ? -1 : 1));
    return this.sorted;
  }

  position(instrument: InstrumentId): PositionView | undefined {
    if (!this.positions.has(instrument)) {
      const { byMethod } = this.recording.familyOf(instrument);
      const position = byMethod[0]!.positions.find((one) => one.instrument === instrument);
      const view = position && new PositionView(this, position, this.valueOf(instrument));
      this.positions.set(instrument, view);
    }
    return this.positions.get(instrument);
  }

  lot(instrument: InstrumentId, place: number) {
    const view = this.position(instrument)!;
    const lot = view.position.lots[place]!;
    return { figure: (name: LotFigure): Explanation => explainLot(view, lot, name) };
  }

  rate(currency: Currency, day = this.number): Explanation | undefined {
    return this.nodes.rate(currency, day);
  }

  /** Daily columns from the first day on which something was booked. */
  series(first: number): Series {
    this.columns ??= new Series(this, first);
    return this.columns;
  }

  splitsOf(instrument: InstrumentId): readonly SplitOn[] {
    return this.recording.familyOf(instrument).splits.get(instrument) ?? [];
  }

  symbolOf(instrument: InstrumentId): string {
    return this.input.symbolOf?.(instrument) ?? instrument;
  }

  /** From the whole book where there is one already, else from the instrument's own family. */
  private valueOf(instrument: InstrumentId): PositionValue {
    const isIt = (value: PositionValue) => value.instrument === instrument;
    if (this.valued) return this.valued.positions.find(isIt)!;
    const { settings } = this.input;
    const [book] = joinFamilies([this.recording.familyOf(instrument)], settings, [settings.costMethod]);
    return createValuer(book!, this.market, this.day).valuation().positions.find(isIt)!;
  }
}
