import { Decimal, type Instrument, minorUnit } from "@tickfolio/engine";
import type { InstrumentDraft } from "@tickfolio/protocol";
import { format } from "../format.ts";
import { text } from "../text.ts";
import { inMajor } from "../transaction-draft.ts";
import type { Fields } from "../transaction-form.ts";
import { asksFor } from "../transaction-kinds.ts";
import { CurrencySelect } from "./currency-picker.tsx";
import { NumberField, type TransactionFieldsProps } from "./number-field.tsx";

/** How many units, and what they were paid with or are worth: each, or all of them. */
export function WorthFields(props: TransactionFieldsProps) {
  const { fields, problems, change, instrument } = props;
  const byPrice = fields.by === "price";
  const isPaid = asksFor(fields.kind, "paid");
  const words = isPaid
    ? { price: text.form.price, amount: text.form.wholeAmount }
    : { price: text.form.worthPerUnit, amount: text.form.worthWhole };
  return (
    <>
      <div className="pair trade">
        <NumberField {...props} name="quantity" label={text.form.quantity} />
        {byPrice ? (
          <NumberField {...props} name="price" label={words.price} hint={<PriceHint fields={fields} />}>
            <UnitSelect fields={fields} instrument={instrument} change={change} />
          </NumberField>
        ) : (
          <NumberField {...props} name="amount" label={words.amount}>
            <UnitSelect fields={fields} instrument={instrument} change={change} noMinor />
          </NumberField>
        )}
      </div>
      <p className="under">
        <button
          type="button"
          className="link"
          onClick={() => change(byPrice ? { by: "amount", price: "" } : { by: "price", amount: "" })}
        >
          {byPrice ? text.form.typeAmount : text.form.typePrice}
        </button>
        {problems.currency && <span className="wrong">{problems.currency}</span>}
      </p>
      {!isPaid && <p className="note">{worthHint(fields)}</p>}
    </>
  );
}

function worthHint({ kind }: Fields): string | undefined {
  const hints: Partial<Record<Fields["kind"], string>> = text.form.worthHints;
  return hints[kind];
}

/** What the quantity and price come to, and what pence are in pounds. */
function PriceHint({ fields }: { fields: Fields }) {
  const quantity = format.parseNumber(fields.quantity);
  const price = format.parseNumber(fields.price);
  if (price === null) return null;
  const major = inMajor(Decimal.parse(price), fields.unit);
  const inPounds = minorUnit(fields.unit) ? `= ${format.price(major, fields.currency)}` : "";
  const all =
    quantity === null ? "" : text.form.comesTo(format.money(Decimal.parse(quantity).times(major), fields.currency));
  return [inPounds, all].filter(Boolean).join(", ");
}

interface UnitSelectProps {
  fields: Fields;
  instrument: Instrument | InstrumentDraft | null;
  change(patch: Partial<Fields>): void;
  noMinor?: boolean;
}

/** The minor unit the exchange quotes in is offered beside the currencies. */
function UnitSelect({ fields, instrument, change, noMinor = false }: UnitSelectProps) {
  const minor =
    instrument?.quotedIn && minorUnit(instrument.quotedIn)
      ? instrument.quotedIn
      : fields.currency === "GBP"
        ? "GBX"
        : undefined;
  function choose(unit: string): void {
    const currency = minorUnit(unit)?.currency ?? unit;
    const follow = (own: string) => (own === fields.currency ? currency : own);
    change({ unit, currency, feeCurrency: follow(fields.feeCurrency), taxCurrency: follow(fields.taxCurrency) });
  }
  return (
    <CurrencySelect
      aria-label={text.form.unit}
      compact
      value={noMinor ? fields.currency : fields.unit}
      extra={minor && !noMinor ? [minor] : []}
      onChange={choose}
    />
  );
}
