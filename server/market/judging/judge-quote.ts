import type { Day, Quote } from "@tickfolio/engine";

/** 4 new units for 1 old one are `from` 1 `to` 4; from `day` on the price is that of new units. */
export interface KnownSplit {
  day: Day;
  from: number;
  to: number;
}

/** What is known when a price comes. */
export interface QuoteContext {
  /** The last good price of the same scope. */
  current: Quote | undefined;
  /** The newest good price of other scopes, for where this one has none yet. */
  beside?: Quote | undefined;
  /** What sources said last, believed or not, in the scopes that may speak for this one. */
  others: readonly Quote[];
  /** What this source said before that was too odd, and whether somebody has said that it is wrong. */
  odd: readonly { quote: Quote; dismissed: boolean }[];
  splits: readonly KnownSplit[];
  /** Daily closes speak for the new price, and none for the one there is. */
  isOfHistory?: boolean;
  /** Whether its market is in a session now, so that the day has no close yet. */
  isOpen: boolean;
}

export type Oddness = "unit" | "jump";

/** What is to be done with a price: take it, leave it because a better one is there, or not believe it yet. */
export type Judgement =
  | { kind: "take" }
  | { kind: "worse"; why: string }
  | { kind: "odd"; oddness: Oddness; against: number; reason: string };

const UNIT_TOLERANCE = 0.1;
/** What moves by more from one price to the next needs an explanation. */
export const LARGEST_MOVE = 0.4;
const DAY_MS = 86_400_000;
/** How long a price says anything about the next one: a large move within a week is odd, a factor of 100 within a month is no move. */
const MOVE_AGE_MS = 7 * DAY_MS;
export const UNIT_AGE_MS = 30 * DAY_MS;
/** Two prices this close to each other say the same. */
const SAME = 0.05;
/** A live price of so shortly before the close is the session's last one. */
const LAST_MS = 20 * 60_000;
const UNIT_FACTORS = [100, 1_000];
/** How good a price is among those of the same instant. */
const GRADES: Record<Quote["delay"], number> = { manual: 4, realtime: 3, simulated: 3, delayed: 2, eod: 1, unknown: 0 };

export function judgeQuote(quote: Quote, context: QuoteContext): Judgement {
  const { current, beside } = context;
  const why = current && whyWorse(quote, current, context.isOpen);
  if (why !== undefined) return { kind: "worse", why };
  const against = current ?? beside;
  const oddness = against && oddnessOf(quote, against, context.splits);
  if (!oddness || isExplained(quote, oddness, context)) return { kind: "take" };
  return { kind: "odd", oddness, against: against.price, reason: reasonOf(quote, against, oddness) };
}

/** Why the price there is the better one; undefined where the new one may replace it. */
export function whyWorse(quote: Quote, current: Quote, isOpen: boolean): string | undefined {
  if (quote.day < current.day) return "it is of an earlier session";
  const laterMs = Date.parse(quote.at) - Date.parse(current.at);
  if (laterMs < 0) return "it is older";
  // A source may correct itself.
  if (quote.source === current.source) return undefined;
  const isLive = current.delay === "realtime" || current.delay === "delayed";
  if (quote.delay === "eod" && isLive && quote.day === current.day && (isOpen || laterMs <= LAST_MS)) {
    return "a live price of the same session is there";
  }
  if (laterMs === 0 && GRADES[quote.delay] < GRADES[current.delay])
    return "a better price of the same instant is there";
  return undefined;
}

/** Whether two prices say the same of the same units. */
export function isNear(price: number, other: number): boolean {
  return Math.abs(price / other - 1) <= SAME;
}

/** Whether a source's price is the one of a later session after what it said before. */
function isGoingOn(before: Quote, quote: Quote): boolean {
  const isLater = before.source === quote.source && before.day < quote.day;
  return isLater && Math.abs(quote.price / before.price - 1) <= LARGEST_MOVE;
}

/** Whether a price that is not the last one may still be shown to who wants its source: of about the same time, and no odd one. */
export function isBelievable(quote: Quote, current: Quote): boolean {
  const ageMs = Date.parse(current.at) - Date.parse(quote.at);
  return ageMs <= MOVE_AGE_MS && Math.abs(quote.price / current.price - 1) <= LARGEST_MOVE;
}

/** A factor of 100 is a mixed-up unit, a large move may be a bad print or a split nobody told of. */
function oddnessOf(quote: Quote, against: Quote, splits: readonly KnownSplit[]): Oddness | undefined {
  const ageMs = Math.abs(Date.parse(quote.at) - Date.parse(against.at));
  const ratio = (quote.price * splitFactor(splits, quote.day, against.day)) / against.price;
  const sameUnits = ratio / splitFactor(splits, against.day, quote.day);
  if (isUnitFactor(sameUnits)) {
    return ageMs < UNIT_AGE_MS ? "unit" : undefined;
  }
  return Math.abs(sameUnits - 1) <= LARGEST_MOVE || ageMs > MOVE_AGE_MS ? undefined : "jump";
}

function isExplained(quote: Quote, oddness: Oddness, { others, odd, isOfHistory = false }: QuoteContext): boolean {
  const atMs = Date.parse(quote.at);
  const agrees = (other: Quote) =>
    other.source !== quote.source && isNear(other.price, quote.price) && atMs - Date.parse(other.at) <= MOVE_AGE_MS;
  if (others.some(agrees)) return true;
  const before = odd.filter((one) => one.quote.source === quote.source && isNear(one.quote.price, quote.price));
  if (before.some(({ dismissed }) => dismissed)) return false;
  // A mixed-up unit is said again and again; a move that is said again at a later time has happened.
  if (oddness === "unit") return isOfHistory;
  if (before.some((one) => one.quote.at < quote.at)) return true;
  // After a fall a price goes on moving: where a later session begins from it, the fall has happened.
  if (odd.some((one) => isGoingOn(one.quote, quote) && !one.dismissed)) return true;
  // After a split the source's own previous close is one of new units.
  return quote.previousClose !== undefined && Math.abs(quote.price / quote.previousClose - 1) <= LARGEST_MOVE;
}

/** Whether one price is so many times the other as when a minor unit is taken for its major one. */
export function isUnitFactor(times: number): boolean {
  return UNIT_FACTORS.some((factor) => isAbout(times, factor) || isAbout(times, 1 / factor));
}

/** What a price is multiplied with by the splits between two days. */
export function splitFactor(splits: readonly KnownSplit[], after: Day, through: Day): number {
  return splits
    .filter(({ day }) => day > after && day <= through)
    .reduce((factor, { from, to }) => factor * (from / to), 1);
}

function reasonOf(quote: Quote, against: Quote, oddness: Oddness): string {
  const times = quote.price / against.price;
  const said = `${quote.price} ${quote.currency}, after ${against.price} from ${against.source}`;
  if (oddness === "jump") return `${said}: a move of ${percent(times - 1)}, and no split that explains it is known.`;
  const [factor, unit] = times > 1 ? [times, "times"] : [1 / times, "times less"];
  return `${said}: about ${Math.round(factor / 100) * 100} ${unit}, as when pence are taken for pounds.`;
}

const percent = (ratio: number) => `${ratio > 0 ? "+" : "-"}${Math.round(Math.abs(ratio) * 100)} %`;
const isAbout = (ratio: number, factor: number) => Math.abs(ratio / factor - 1) <= UNIT_TOLERANCE;
