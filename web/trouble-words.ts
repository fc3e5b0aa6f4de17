import { ApiProblem } from "@tickfolio/protocol";
import { text } from "./text.ts";

/** What a field of a request is called on the screen. */
const fieldWords: Readonly<Record<string, string>> = {
  name: text.portfolio.name,
  baseCurrency: text.portfolio.baseCurrency,
  costMethod: text.portfolio.costMethod,
  lots: text.portfolio.lots,
  newInstrument: text.form.becomes,
  toAccount: text.form.toAccount,
  costShare: text.form.costShare,
  cashCostShare: text.form.cashShare,
  cash: text.portfolio.cash,
  instrument: text.form.instrument,
  symbol: text.form.instrument,
  quotedIn: text.form.unit,
  day: text.form.day,
  quantity: text.form.quantity,
  price: text.form.price,
  amount: text.form.amount,
  currency: text.form.currency,
  toAmount: text.form.toAmount,
  toCurrency: text.form.toCurrency,
  exchangeRate: text.form.rate,
  fee: text.form.fee,
  tax: text.form.tax,
  numerator: text.form.numerator,
  denominator: text.form.denominator,
  account: text.form.account,
  note: text.form.note,
};

/** What went wrong, for whoever looks at the screen: a refusal names the field as its form does, not as the request does. */
export function troubleOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message } = error;
  const field = error instanceof ApiProblem ? error.field : undefined;
  // Of a path like transactions.0.fee.amount the outermost name stands over the field.
  const words = field?.split(".").find((part) => Object.hasOwn(fieldWords, part));
  if (!field || !words || !message.startsWith(`${field}: `)) return message;
  const said = message.slice(field.length + 2);
  return /^(is|has) /.test(said) ? `${fieldWords[words]} ${said}` : `${fieldWords[words]}: ${said}`;
}
