import { Decimal, type Quote } from "@tickfolio/engine";
import type { WireQuote } from "@tickfolio/protocol";

/** A quote as it goes over the wire: its prices as plain decimal text, never with an exponent. */
export function toWireQuote(quote: Quote): WireQuote {
  return {
    instrument: quote.instrument,
    price: decimalText(quote.price),
    currency: quote.currency,
    ...(quote.previousClose === undefined ? {} : { previousClose: decimalText(quote.previousClose) }),
    at: quote.at,
    day: quote.day,
    source: quote.source,
    delay: quote.delay,
    session: quote.session,
  };
}

function decimalText(value: number): string {
  const text = String(value);
  return text.includes("e") ? Decimal.fromNumber(value).toString() : text;
}

const written = new WeakMap<Quote, string>();

/** The quote's JSON text, written once however many are sent it. */
export function quoteText(quote: Quote): string {
  const known = written.get(quote);
  if (known !== undefined) return known;
  const text = JSON.stringify(toWireQuote(quote));
  written.set(quote, text);
  return text;
}
