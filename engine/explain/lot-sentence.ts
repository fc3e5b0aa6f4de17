import type { Lot } from "../lot.ts";
import type { DayView } from "./day-view.ts";
import { nounOf } from "./words.ts";

/** `Cost of 15 of 25 units bought on 2024-02-01 at 120.00 USD, × 0.92 EUR per USD`: where a lot comes from, for people. */
export function lotSentence(
  { input, base }: DayView,
  { transaction: id, acquired, quantity }: Lot,
  what: string,
): string {
  const row = input.transactions.find((transaction) => transaction.id === id);
  const of = what === "units" ? "" : "cost of ";
  if (!row || !("quantity" in row) || row.day !== acquired) {
    return capital(`${of}${quantity} units acquired on ${acquired}${row ? `, by the ${nounOf(row)}` : ""}`);
  }
  const share = row.quantity.equals(quantity) ? `${quantity}` : `${quantity} of ${row.quantity}`;
  const verb = row.kind === "buy" ? "bought" : `from the ${nounOf(row).split(" of ")[0]}`;
  const begin = `${of}${share} units ${verb} on ${acquired}`;
  if (!("currency" in row)) return capital(begin);
  const { currency, exchangeRate } = row;
  const price = "price" in row && row.price && !row.amount ? ` at ${row.price} ${currency}` : "";
  const amount = row.amount ? ` for ${row.amount} ${currency}` : "";
  const fees = "fee" in row && row.fee ? `, fee ${row.fee.amount} ${row.fee.currency ?? currency}` : "";
  const taxes = "tax" in row && row.tax ? `, tax ${row.tax.amount} ${row.tax.currency ?? currency}` : "";
  const rate = currency === base ? undefined : (exchangeRate ?? input.rates.at(currency, base, acquired)?.rate);
  const times = rate && what === "cost" ? `, × ${rate} ${base} per ${currency}` : "";
  return capital(`${begin}${amount || price}${fees}${taxes}${times}`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
