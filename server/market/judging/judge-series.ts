import { type CloseSeries, dayFromNumber } from "@tickfolio/engine";
import { type KnownSplit, splitFactor } from "./judge-quote.ts";

/** What is to be done with a series that a source sends where one of its is kept. */
export type SeriesJudgement =
  | { kind: "take"; series: CloseSeries }
  /** What is kept stays. `isOdd`: the source contradicts itself, which a person should know. */
  | { kind: "keep"; reason: string; isOdd: boolean };

/** Closes this close to each other are the same. */
const SAME = 0.005;
/** Days that may have been corrected. */
const CORRECTED = 0.02;
const CORRECTED_DAYS = 3;
/** A series that begins this many days later has lost its beginning. */
const HOLIDAYS = 7;
/**
 * What begins so many days after the end of what is kept is no more of it: somebody else has the symbol now, or the source has forgotten
 * what was before. Either way the new series stands by itself.
 */
const ENDED = 14;
/** How far dividends move the past of a series that has them in it, from one answer to the next. */
const DIVIDENDS = 0.25;
/** Splits are ratios of small numbers; a hundred is a unit. */
const SPLITS = [2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 3 / 2, 5 / 4, 4 / 3, 5 / 2, 5 / 3];

/**
 * Whether a new answer may take the place of the series that is kept of the same source. It may where it says the same of the days they
 * share, or where what differs is explained: a split or, where they are in the prices, dividends since then.
 */
export function judgeSeries(
  answer: CloseSeries,
  kept: CloseSeries | undefined,
  splits: readonly KnownSplit[],
): SeriesJudgement {
  if (!kept || kept.days.length === 0) return { kind: "take", series: answer };
  const odd = (reason: string): SeriesJudgement => ({ kind: "keep", reason, isOdd: true });
  if (answer.days.length === 0) return { kind: "keep", reason: "it is empty now", isOdd: false };
  const shared = ratios(answer, kept);
  if (answer.days[0]! > kept.days.at(-1)! + ENDED) return { kind: "take", series: answer };
  if (shared.length === 0) return odd(`it has no day in common with the closes of before, ${rangeOf(kept)}`);
  const factor = median(shared);
  const strays = shared.filter((ratio) => Math.abs(ratio / factor - 1) > SAME).length;
  const mayStray = Math.max(CORRECTED_DAYS, shared.length * CORRECTED);
  const isSame = Math.abs(factor - 1) <= SAME && strays <= mayStray;
  const change: Change | undefined = isSame
    ? { why: "same", factor: 1 }
    : explanationOf(answer, kept, factor, shared, strays <= mayStray, splits);
  if (change === undefined) {
    const what =
      strays <= mayStray ? `differ by the factor ${round(factor)}` : `differ on ${strays} of ${shared.length} days`;
    return odd(
      `its closes of ${rangeOf(kept)} ${what} from those it sent before, and no split that explains it is known`,
    );
  }
  if (answer.days.at(-1)! < kept.days.at(-1)!) {
    return { kind: "keep", reason: `it ends on ${last(answer)} now, before ${last(kept)}`, isOdd: false };
  }
  if (answer.days[0]! <= kept.days[0]! + HOLIDAYS) return { kind: "take", series: answer };
  // A window that moves on: what the source said of the days before stays true, in the units it has now.
  if (change.why !== "dividends" && kept.adjustment === answer.adjustment) {
    return { kind: "take", series: joined(kept, answer, change.factor) };
  }
  // With dividends in it nothing but its last close is of use.
  if (change.why === "dividends") return { kind: "take", series: answer };
  return odd(
    `it begins on ${dayFromNumber(answer.days[0]!)} now, not on ${dayFromNumber(kept.days[0]!)}, in other units`,
  );
}

/** What has become of the past, and by how much each of its closes is another now. */
interface Change {
  why: "same" | "split" | "dividends";
  factor: number;
}

function explanationOf(
  answer: CloseSeries,
  kept: CloseSeries,
  factor: number,
  shared: readonly number[],
  isConstant: boolean,
  splits: readonly KnownSplit[],
): Change | undefined {
  // Prices as they were traded do not change any more.
  if (answer.adjustment === "raw") return undefined;
  const since = kept.adjustedThrough ?? last(kept);
  const through = answer.adjustedThrough ?? last(answer);
  if (isConstant) {
    const known = splitFactor(splits, since, through > last(answer) ? through : last(answer));
    if (known !== 1 && Math.abs(factor / known - 1) <= 2 * SAME) return { why: "split", factor: known };
    const ratio = SPLITS.flatMap((one) => [one, 1 / one]).find((one) => isAbout(factor, one));
    if (through > since && ratio !== undefined) return { why: "split", factor: ratio };
  }
  if (answer.adjustment === "split") return undefined;
  // Each dividend moves all days before it by the same little.
  const isSmall = shared.every((ratio) => Math.abs(ratio - 1) <= DIVIDENDS);
  const steps = shared.filter((ratio, day) => day > 0 && Math.abs(ratio / shared[day - 1]! - 1) > SAME).length;
  const isOfDividends = isSmall && steps <= Math.max(CORRECTED_DAYS, shared.length * CORRECTED);
  return isOfDividends ? { why: "dividends", factor } : undefined;
}

/** New through old of the days that both have. The last one kept may have been of a day that was not over. */
function ratios(answer: CloseSeries, kept: CloseSeries): number[] {
  const found: number[] = [];
  const end = kept.days.length > 1 ? kept.days.length - 1 : 1;
  for (let row = 0, other = 0; row < answer.days.length && other < end; ) {
    const [day, before] = [answer.days[row]!, kept.days[other]!];
    if (day === before) found.push(answer.closes[row]! / kept.closes[other]!);
    if (day <= before) row += 1;
    if (before <= day) other += 1;
  }
  return found;
}

/** One source's older days, in the units it has now, in front of its newer ones, which say the same of those they share. */
function joined(kept: CloseSeries, answer: CloseSeries, factor: number): CloseSeries {
  const first = kept.days.findIndex((day) => day >= answer.days[0]!);
  const older = first === -1 ? kept.days.length : first;
  return {
    ...answer,
    days: Int32Array.from([...kept.days.subarray(0, older), ...answer.days]),
    closes: Float64Array.from([...kept.closes.subarray(0, older).map((close) => close * factor), ...answer.closes]),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

const isAbout = (value: number, ratio: number) => Math.abs(value / ratio - 1) <= SAME;
const round = (value: number) => Number(value.toPrecision(5));
const last = ({ days }: CloseSeries) => dayFromNumber(days.at(-1)!);
const rangeOf = ({ days }: CloseSeries) => `${dayFromNumber(days[0]!)} to ${dayFromNumber(days.at(-1)!)}`;
