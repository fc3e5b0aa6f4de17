import { addDays, type Quote } from "@tickfolio/engine";
import { isUnitFactor, type KnownSplit, LARGEST_MOVE, splitFactor } from "./judging/judge-quote.ts";

/**
 * A quote whose previous close can stand beside its price: what is of another unit is left out, and what is of the units before a split
 * of the day is put into those of the day. A price may have fallen by as much, so what nothing explains stays.
 */
export async function withFittingPreviousClose(
  quote: Quote,
  splitsOf: () => Promise<readonly KnownSplit[]>,
): Promise<Quote> {
  const { price, previousClose, ...rest } = quote;
  if (previousClose === undefined || isMove(price / previousClose)) return quote;
  if (isUnitFactor(price / previousClose)) return { ...rest, price };
  const factor = splitFactor(await splitsOf(), addDays(quote.day, -1), quote.day);
  const fits = factor !== 1 && isMove(price / (previousClose * factor));
  return fits ? { ...quote, previousClose: previousClose * factor } : quote;
}

const isMove = (ratio: number) => Math.abs(ratio - 1) <= LARGEST_MOVE;
