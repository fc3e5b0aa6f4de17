import {
  bookingSteps,
  type CloseSeries,
  type Currency,
  createRates,
  type Day,
  HISTORY_COLUMNS,
  type History,
  historyOf,
  type InstrumentId,
  type InstrumentKind,
  type PortfolioSettings,
  type Quote,
  type RateTable,
  type Transaction,
} from "@tickfolio/engine";
import { reviveTransaction } from "@tickfolio/protocol";

/** All a history rests on but its transactions, as it can be sent: plain objects and columns. */
export interface HistoryJob {
  settings: PortfolioSettings;
  rates: readonly RateTable[];
  instruments: readonly { id: InstrumentId; currency: Currency; symbol: string; kind: InstrumentKind }[];
  closes: readonly CloseSeries[];
  quotes: readonly Quote[];
  from: Day;
  to: Day;
}

/** To the worker: transactions in journal order as JSON, some at a time, and then what is to be made of them. */
export type ToWorker = { rows: string } | { job: HistoryJob };
/** From it: which share of the transactions is booked, between 0 and 1; and the end. */
export type FromWorker = { done: number } | { history: History };

/** The worker's side: hears messages and answers. What goes wrong is thrown, and the worker fails. */
export function createHistoryWorker(post: (message: FromWorker, transfer: ArrayBuffer[]) => void) {
  const transactions: Transaction[] = [];
  return function hear(message: ToWorker): void {
    if ("rows" in message) {
      for (const row of JSON.parse(message.rows)) transactions.push(reviveTransaction(row));
      return;
    }
    const history = historyOfJob(message.job, transactions, (done) => post({ done }, []));
    post({ history }, buffersOf(history));
  };
}

function historyOfJob(job: HistoryJob, transactions: readonly Transaction[], tell: (done: number) => void): History {
  const { settings, from, to } = job;
  const rates = createRates(job.rates);
  const instruments = new Map(job.instruments.map((one) => [one.id, one]));
  const closes = new Map(job.closes.map((series) => [series.instrument, series]));
  const quotes = new Map(job.quotes.map((quote) => [quote.instrument, quote]));
  const steps = bookingSteps(
    {
      ...{ transactions, settings, rates, through: to },
      currencyOf: (id) => instruments.get(id)!.currency,
      symbolOf: (id) => instruments.get(id)?.symbol ?? id,
    },
    [settings.costMethod],
  );
  let told = 0;
  for (;;) {
    const step = steps.next();
    if (step.done) {
      const market = {
        ...{ rates, closes: (id: InstrumentId) => closes.get(id), quote: (id: InstrumentId) => quotes.get(id) },
        kindOf: (id: InstrumentId) => instruments.get(id)?.kind,
      };
      return historyOf(step.value[0]!, market, from, to);
    }
    // Whole hundredths: a message for each of a thousand instruments would be more work than booking it.
    if (step.value < told + 0.01) continue;
    told = step.value;
    tell(told);
  }
}

function buffersOf(history: History): ArrayBuffer[] {
  return [...HISTORY_COLUMNS, "unpriced" as const].map((name) => history[name].buffer as ArrayBuffer);
}
