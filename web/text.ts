import type { EntryReason } from "@tickfolio/engine";
import { format } from "./format.ts";
import type { GainTerms } from "./gain-words.ts";
import { kindText } from "./text-kinds.ts";
import { panelText } from "./text-panels.ts";
import { backfillText, proposalText } from "./text-proposals.ts";
import { troubleText } from "./text-trouble.ts";
import { one, sourceName } from "./text-words.ts";

// All words of the screens, in one place (those of kinds in text-kinds.ts, of forms in text-form.ts, of panels in text-panels.ts, of
// failures in text-trouble.ts). Numbers and days come written by format.ts.

export const text = {
  ...kindText,
  ...panelText,
  ...troubleText,
  proposals: proposalText,
  backfill: backfillText,
  unpriced: "unpriced",
  noRate: "no exchange rate",
  none: "–",
  dayChange: {
    today: "today",
    Today: "Today",
    on: (day: string) => `on ${day}`,
    mixed: "in the latest sessions",
    Mixed: "Latest sessions",
  },
  lastSeen: (age: string) => `when last seen here, ${age}`,
  noDayChange: "No change of the last session is known",
  total: "in all",
  about: "≈",
  loading: "Loading",
  page: "This page",
  skip: "Skip to the content",
  close: "Close",
  dismiss: "Dismiss",
  cancel: "Cancel",
  undo: "Undo",
  redo: "Redo",
  takenBack: (what: string) => `Taken back: ${what}`,
  tryAgain: "Try again",
  addTransaction: "Add transaction",
  addShort: "Add",
  quoted: (name: string) => `“${name}”`,
  unrated: (currency: string) => `cash in ${currency}`,
  holdingCount: (count: number, unpriced: number) =>
    `${one(count, "holding", "holdings")}${unpriced > 0 ? `, ${unpriced} unpriced` : ""}`,
  nav: {
    main: "Main",
    overview: "Overview",
    transactions: "Transactions",
    portfolios: "Portfolios",
    newPortfolio: "New portfolio",
    search: "Search",
    import: "Import",
    settings: "Settings",
    marketData: "Market data",
    add: "Add",
    hideAmounts: "Hide amounts",
    showAmounts: "Show amounts",
  },
  sample: {
    tag: "Sample",
    long: "Sample on a simulated market",
    title: "Sample",
    apart: "Made-up companies on a simulated market. It never enters your totals.",
  },
  missing: {
    title: "Nothing is here",
    body: "This page does not exist, or what it showed has been deleted. Deleted portfolios can be restored in the settings.",
    back: "Go to the overview",
  },
  firstRun: {
    title: "Welcome",
    heading: "What are your shares worth right now?",
    lead: "Tickfolio shows profit and loss as the market moves. Three ways to begin; none needs an account.",
    look: {
      title: "Look around",
      body: "Open a sample portfolio on a simulated market that is moving already.",
      go: "Open the sample",
      making: "Opening the sample…",
    },
    bring: {
      title: "Bring my trades",
      body: "Drop a CSV file. You see what becomes of every row before anything is saved.",
      go: "Choose a file",
    },
    type: {
      title: "Type my first trade",
      body: "One purchase is enough to see it live.",
      go: "Type a trade",
    },
    promise: "Your books stay where Tickfolio runs. Price sources are asked for symbols only, and each has a switch.",
    asked: {
      title: "Who will be asked",
      lead: "Once you bring or type something of your own, and not before: these are asked for prices and exchange rates, by symbol only. The sample asks nobody.",
      more: (count: number) => `${one(count, "more source", "more sources")} can be switched on, or given a key:`,
      see: "see all",
    },
  },
  overview: {
    worth: "Worth now",
    failed: "Your transactions could not be read, so there is nothing to count. They are still saved.",
    currency: "Base currency",
  },
  feed: {
    live: "Live",
    some: (live: number, all: number) => `${live} of ${all} live`,
    delayed: "Delayed",
    closed: "Markets closed",
    stale: "Old prices",
    staleWhy: "No source has a newer price.",
    connecting: "Connecting",
    offline: "Not connected",
    idle: "No prices",
    liveWhy: "Prices are pushed as they change.",
    polling: "The live connection is blocked; prices are asked for every few seconds.",
    delayedWhy: "The sources send these prices with a delay.",
    closedWhy: "These are the last prices of their sessions.",
    opens: (when: string) => `The next market opens ${when}.`,
    offlineWhy: "The last known prices are shown.",
    idleWhy: "Nothing here has a price yet.",
    oldest: (at: string | undefined) => (at ? `The oldest price is of ${format.instant(at)}.` : ""),
  },
  partial: {
    short: "partial",
    oversold: (symbol: string) => `what was sold of ${symbol} beyond what was held`,
    explained: (names: string) => `Without ${names}: what has no price, rate or known cost is left out, never guessed.`,
  },
  freshness: {
    live: "Live",
    delayed: "Delayed",
    stale: "Old price",
    closed: "Last price of the session",
    unpriced: "Unpriced",
  },

  figures: {
    invested: "Total investment",
    marketValue: "Market value",
    unrealized: "Unrealised",
    realized: "Realised",
    income: "Income",
    gain: "Total gain",
  },
  explain: {
    invested: "Money put in less money taken out, at the exchange rates of its days.",
    investedUnpriced: (cost: string) =>
      `Of it, ${cost} is the cost of what has no price; no worth and no gain counts it.`,
    marketValue: (value: string, cash: string) =>
      `Units held × their prices × exchange rates = ${value}. Cash is counted apart: ${cash}.`,
    unrealized: (value: string, cost: string) => `Market value less cost: ${value} − ${cost} (of what has a price).`,
    parts: (price: string, currency: string) => `Of which prices ${price}, exchange rates ${currency}.`,
    realized: "Proceeds of sales less the cost of the lots they emptied.",
    income: "Dividends and interest, before tax and fees.",
    gain: ({ realized, released, unrealized, income, cash, separate }: GainTerms) =>
      `Realised ${realized},${released === null ? "" : ` transferred ${released},`} unrealised ${unrealized}, income ${income},${cash === null ? "" : ` exchange rates of cash ${cash},`} less fees and taxes not in a cost or proceeds ${separate}. The percentage is of all money ever put in.`,
    gainRatio: (hasTransferred: boolean) =>
      `Realised${hasTransferred ? ", transferred" : ""} and unrealised gains and income, less separate fees and taxes. The percentage is of all that was ever paid for it.`,
    dayChange: "Against the previous regular close, with the change of the exchange rate and the trades since.",
    averageCost: (method: string) =>
      `Cost of what is held, per unit, by the method “${method}”, with fees and taxes of its purchases.`,
  },
  chart: {
    value: "Value over time",
    price: "Price over time",
    worth: "Worth",
    close: "Price",
    day: "Day",
    events: "What happened",
    range: "Range",
    firstDay: "The curve begins today, with the first transaction. From tomorrow on it is a line.",
    unpriced: "Nothing held in this range has a price, so there is no curve of its worth.",
    still: (last: string) => `No prices since ${last}: nothing has moved in this range.`,
    nothing: (first: string, last: string) =>
      first === last
        ? `No curve in this range: the one price known is of ${last}.`
        : `No prices in this range. They are known from ${first} to ${last}.`,
    noneBefore: (day: string) => `No prices before ${day}.`,
    noneSince: (day: string) => `No prices since ${day}.`,
    showRange: (range: string) => `Show ${range}`,
    asTable: "Show as a table",
    tableOf: (label: string) => `${label}, as a table`,
    keys: "Arrow keys move through the days.",
    empty: "The curve begins with the first transaction.",
    noCloses: (symbol: string) =>
      `No daily prices of ${symbol} are known, so there is no curve. They can be uploaded under “Own prices”.`,
    closesFrom: (source: string, adjustment: string) => `Daily closes from ${sourceName(source)}, ${adjustment}.`,
    ranges: { "1W": "1W", "1M": "1M", "3M": "3M", YTD: "YTD", "1Y": "1Y", "5Y": "5Y", Max: "Max" },
    gainOver: {
      "1W": "Gain in a week",
      "1M": "Gain in a month",
      "3M": "Gain in 3 months",
      YTD: "Gain this year",
      "1Y": "Gain in a year",
      "5Y": "Gain in 5 years",
      Max: "Gain",
    },
    gainSince: (day: string) => `Gain since ${day}`,
  },
  adjustment: {
    raw: "as traded",
    split: "adjusted for splits",
    total: "adjusted for dividends too",
    unknown: "adjustment unknown",
  },

  allocation: {
    title: "What it is made of",
    by: "Made of what",
    none: "Nothing here can be valued yet.",
    nothing: "Nothing is owned.",
    ways: { holding: "Holdings", currency: "Currencies", kind: "Kinds" },
    kinds: { stock: "Shares", fund: "Funds", crypto: "Crypto", other: "Other" },
    others: (count: number) => `${count} others`,
    cashIn: (currency: string) => `cash in ${currency}`,
    owedBefore: "Owed:",
    owed: (names: string) => `(${names}). It is taken from the worth; the shares are of what is owned.`,
  },
  movers: { title: (when: string) => `Moved most ${when}`, none: "Nothing has moved since the previous close." },
  health: {
    title: "Data health",
    unpriced: (count: number, all: number) => `${count} of ${all} unpriced:`,
    unseen: "Nobody outside has been asked for prices or exchange rates yet.",
    unseenStep: "See who would be",
    unpricedStep: "Open one to give it a price.",
    quoted: (name: string) => `“${name}”`,
    unrated: (currency: string) => `No exchange rate for ${currency}: it is left out of totals until a source has one.`,
    staleRate: (from: string, to: string, day: string) =>
      `The newest exchange rate from ${from} to ${to} is of ${day}, and what is in ${from} counts at it. Newer ones come from the ECB:`,
    staleRateStep: "see under Market data whether it is switched on and answers",
    stale: (count: number) => (count === 1 ? "1 price is old:" : `${format.quantity(String(count))} prices are old:`),
    fine: (count: number) =>
      count === 1
        ? "The one holding has a price."
        : count === 2
          ? "Both holdings have a price."
          : `All ${count} holdings have a price.`,
    nothing: (portfolios: number) =>
      portfolios === 1 ? "Nothing is held yet." : "Nothing is held in these portfolios.",
  },
  holdings: {
    title: "Holdings",
    none: "Nothing is held now.",
    sortBy: "Sorted by",
    lately: "The last 30 closes",
    units: (quantity: string) => (quantity === "1" ? "1 unit" : `${quantity} units`),
    columns: {
      name: "Holding",
      price: "Price",
      worth: "Worth",
      gain: "Gain",
      return: "Return",
      weight: "Weight",
    },
  },
  cash: { title: "Cash", none: "No balances." },
  closed: { title: (count: number) => `Closed positions (${count})` },
  holding: {
    held: "Held",
    averageCost: "Average cost",
    cost: "Cost",
    thePriceToday: "since the previous close",
    parts: "What the gain is made of",
    partsUnknown: "Without a price the gain cannot be told.",
    partsUnrated: "Without an exchange rate for each of its days the gain cannot be told.",
    lots: "Lots",
    never: (symbol: string, portfolio: string) => `${symbol} has never been in “${portfolio}”.`,
  },
  parts: {
    price: "Price",
    currency: (currency: string) => `Exchange rate of ${currency}`,
    released: "Transferred",
    income: "Income",
    separate: "Fees and taxes kept apart",
    ofWhich: (realized: string, unrealized: string) =>
      `Of the price and rate parts, ${realized} is realised and ${unrealized} unrealised.`,
    charges: (fees: string, taxes: string) =>
      `Fees ${fees} and taxes ${taxes} were paid in all; those of trades are inside cost and proceeds.`,
  },
  lots: {
    acquired: "Bought",
    quantity: "Units",
    cost: "Cost",
    none: "No units are held now.",
    each: (price: string) => `${price} each`,
  },

  transactions: {
    none: "No transaction matches.",
    nothing: "Nothing has been recorded yet.",
    noPortfolio: "There is no portfolio yet.",
    find: "Find transactions",
    findHint: "Symbol, account, note, 2024…",
    kind: "Kind",
    allKinds: "All kinds",
    count: (count: number) => one(count, "transaction", "transactions"),
  },
  history: {
    title: (versions: number) => (versions > 1 ? `History (${versions} versions)` : "History"),
    entry: (number: number) => `Entry ${number}`,
    reason: (reason: EntryReason) => {
      switch (reason.kind) {
        case "typed":
          return "typed";
        case "import":
          return `imported from ${reason.file}`;
        case "undo":
          return "undone";
        default:
          return `adopted from ${reason.source.split(", ").map(sourceName).join(", ")}`;
      }
    },
  },
};
