import { format } from "../format.ts";
import { text } from "../text.ts";
import { asksFor, type FormPart } from "../transaction-kinds.ts";
import { BroughtLots } from "./brought-lots.tsx";
import { CurrencySelect } from "./currency-picker.tsx";
import { Field } from "./field.tsx";
import { NumberField, type TransactionFieldsProps } from "./number-field.tsx";
import { TakenLots } from "./taken-lots.tsx";
import { useReferenceRate } from "./use-reference-rate.ts";
import { WorthFields } from "./worth-fields.tsx";

/** What the chosen kind asks for. */
export function TransactionFields(props: TransactionFieldsProps) {
  const { fields, settings, was } = props;
  const { kind } = fields;
  const asks = (part: FormPart) => asksFor(kind, part, was);
  const hasWorth = asks("paid") || asks("worth");
  const hasMoney = hasWorth || asks("amount") || asks("cash");
  const hasShare = asks("share") && (!asks("cash") || fields.amount.trim() !== "");
  // Where accounts share their lots, a move takes none from anywhere.
  const isChosen = settings.costMethod === "specific" && (kind !== "move" || settings.lots === "account");
  return (
    <>
      {asks("ratio") && <RatioFields {...props} />}
      {hasWorth && <WorthFields {...props} />}
      {asks("units") && !hasWorth && <NumberField {...props} name="quantity" label={text.form.quantity} />}
      {(asks("amount") || asks("cash")) && <AmountField {...props} />}
      {hasShare && <ShareField {...props} />}
      {asks("conversion") && <ConversionFields {...props} />}
      {asks("brought") && <BroughtLots {...props} />}
      {asks("taken") && isChosen && <TakenLots {...props} />}
      {hasMoney && fields.currency !== settings.baseCurrency && kind !== "conversion" && <RateField {...props} />}
      {(asks("fee") || asks("tax")) && (
        <div className="pair close">
          {asks("fee") && <ChargeField {...props} name="fee" currencyName="feeCurrency" label={text.form.fee} />}
          {asks("tax") && <ChargeField {...props} name="tax" currencyName="taxCurrency" label={text.form.tax} />}
        </div>
      )}
    </>
  );
}

function AmountField(props: TransactionFieldsProps) {
  const { fields, change } = props;
  const { kind } = fields;
  const isCash = asksFor(kind, "cash");
  const isReinvested = kind === "reinvested-dividend" || kind === "reinvested-dividend-reversal";
  const isGross = kind === "dividend" || kind === "dividend-reversal" || kind === "return-of-capital";
  const { cash, dividendAmount, gross, amount, cashHint } = text.form;
  const label = isCash ? cash : isReinvested ? dividendAmount : isGross ? gross : amount;
  return (
    <NumberField {...props} name="amount" label={label} hint={isCash ? cashHint : undefined}>
      <CurrencySelect
        aria-label={text.form.currency}
        compact
        value={fields.currency}
        onChange={(currency) => change({ currency, unit: currency, feeCurrency: currency, taxCurrency: currency })}
      />
    </NumberField>
  );
}

function ConversionFields(props: TransactionFieldsProps) {
  const { fields, problems, change } = props;
  return (
    <div className="pair">
      <NumberField {...props} name="toAmount" label={text.form.toAmount} />
      <Field label={text.form.toCurrency} error={problems.toCurrency}>
        {(attributes) => (
          <CurrencySelect
            {...attributes}
            compact
            value={fields.toCurrency}
            onChange={(toCurrency) => change({ toCurrency })}
          />
        )}
      </Field>
    </div>
  );
}

function RateField(props: TransactionFieldsProps) {
  const { fields, settings } = props;
  const { baseCurrency } = settings;
  const reference = useReferenceRate(fields.currency, baseCurrency, fields.day, settings.sample);
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

function RatioFields(props: TransactionFieldsProps) {
  const { kind } = props.fields;
  const { spinOffHint, mergerHint, splitHint } = text.form;
  const hint = kind === "spin-off" ? spinOffHint : kind === "merger" ? mergerHint : splitHint;
  return (
    <div className="pair">
      <NumberField {...props} name="numerator" label={text.form.numerator} hint={hint} />
      <NumberField {...props} name="denominator" label={text.form.denominator} />
    </div>
  );
}

function ShareField(props: TransactionFieldsProps) {
  const { costShare, costShareHint, cashShare, cashShareHint } = text.form;
  const [label, hint] = props.fields.kind === "merger" ? [cashShare, cashShareHint] : [costShare, costShareHint];
  return <NumberField {...props} name="share" label={label} hint={hint} />;
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
