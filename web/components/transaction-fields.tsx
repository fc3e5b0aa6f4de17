import { Decimal, type Instrument, minorUnit } from "@tickfolio/engine";
import type { InstrumentDraft } from "@tickfolio/protocol";
import type { ReactNode } from "react";
import { format } from "../format.ts";
import { text } from "../text.ts";
import { type Fields, has, inMajor, type Problems } from "../transaction-draft.ts";
import { CurrencySelect } from "./currency-picker.tsx";
import { Field } from "./field.tsx";
import { useReferenceRate } from "./use-reference-rate.ts";

export interface TransactionFieldsProps {
  fields: Fields;
  problems: Problems;
  baseCurrency: string;
  /** Its exchange rates are the simulated market's. */
  isSample: boolean;
  instrument: Instrument | InstrumentDraft | null;
  change(patch: Partial<Fields>): void;
}

/** What the chosen kind asks for. */
export function TransactionFields(props: TransactionFieldsProps) {
  const { fields } = props;
  if (fields.kind === "split") return <SplitFields {...props} />;
  return (
    <>
      {has.trade(fields.kind) ? <TradeFields {...props} /> : <AmountFields {...props} />}
      {fields.kind === "conversion" && (
        <div className="pair">
          <NumberField {...props} name="toAmount" label={text.form.toAmount} />
          <Field label={text.form.toCurrency} error={props.problems.toCurrency}>
            {(attributes) => (
              <CurrencySelect
                {...attributes}
                compact
                value={fields.toCurrency}
                onChange={(toCurrency) => props.change({ toCurrency })}
              />
            )}
          </Field>
        </div>
      )}
      {fields.currency !== props.baseCurrency && fields.kind !== "conversion" && <RateField {...props} />}
      {has.charges(fields.kind) && (
        <div className="pair close">
          <ChargeField {...props} name="fee" currencyName="feeCurrency" label={text.form.fee} />
          {has.tax(fields.kind) && (
            <ChargeField {...props} name="tax" currencyName="taxCurrency" label={text.form.tax} />
          )}
        </div>
      )}
    </>
  );
}

function TradeFields(props: TransactionFieldsProps) {
  const { fields, problems, change, instrument } = props;
  const byPrice = fields.by === "price";
  return (
    <>
      <div className="pair trade">
        <NumberField {...props} name="quantity" label={text.form.quantity} />
        {byPrice ? (
          <NumberField {...props} name="price" label={text.form.price} hint={<PriceHint fields={fields} />}>
            <UnitSelect fields={fields} instrument={instrument} change={change} />
          </NumberField>
        ) : (
          <NumberField {...props} name="amount" label={text.form.wholeAmount}>
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
    </>
  );
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

function AmountFields(props: TransactionFieldsProps) {
  const { fields, change } = props;
  return (
    <NumberField {...props} name="amount" label={fields.kind === "dividend" ? text.form.gross : text.form.amount}>
      <CurrencySelect
        aria-label={text.form.currency}
        compact
        value={fields.currency}
        onChange={(currency) => change({ currency, unit: currency, feeCurrency: currency, taxCurrency: currency })}
      />
    </NumberField>
  );
}

function RateField(props: TransactionFieldsProps) {
  const { fields, baseCurrency } = props;
  const reference = useReferenceRate(fields.currency, baseCurrency, fields.day, props.isSample);
  const hint = reference
    ? text.form.referenceRate(
        fields.currency,
        format.quantity(reference.rate, 6),
        baseCurrency,
        reference.source,
        format.day(reference.day),
      )
    : text.form.noReferenceRate;
  return (
    <NumberField
      {...props}
      name="exchangeRate"
      label={text.form.exchangeRate(fields.currency, baseCurrency)}
      placeholder={reference ? format.typed(reference.rate.round(6)) : ""}
      hint={hint}
    />
  );
}

function SplitFields(props: TransactionFieldsProps) {
  return (
    <div className="pair">
      <NumberField {...props} name="numerator" label={text.form.numerator} hint={text.form.splitHint} />
      <NumberField {...props} name="denominator" label={text.form.denominator} />
    </div>
  );
}

interface ChargeFieldProps extends TransactionFieldsProps {
  name: "fee" | "tax";
  currencyName: "feeCurrency" | "taxCurrency";
  label: string;
}

function ChargeField({ currencyName, ...props }: ChargeFieldProps) {
  return (
    <NumberField {...props}>
      <CurrencySelect
        aria-label={text.form.currencyOf(props.label)}
        compact
        value={props.fields[currencyName]}
        onChange={(currency) => props.change({ [currencyName]: currency })}
      />
    </NumberField>
  );
}

interface NumberFieldProps extends TransactionFieldsProps {
  name: keyof Fields;
  label: string;
  hint?: ReactNode;
  placeholder?: string;
  /** Stands behind the number: its currency. */
  children?: ReactNode;
}

function NumberField({ fields, problems, change, name, label, hint, placeholder, children }: NumberFieldProps) {
  return (
    <Field label={label} hint={hint} error={problems[name]}>
      {(attributes) => (
        <span className={children ? "joined" : "alone"}>
          <input
            {...attributes}
            inputMode="decimal"
            data-first={name === "quantity" ? "" : undefined}
            autoComplete="off"
            placeholder={placeholder}
            value={fields[name]}
            onChange={(event) => change({ [name]: event.currentTarget.value })}
          />
          {children}
        </span>
      )}
    </Field>
  );
}
