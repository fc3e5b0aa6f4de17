import { Decimal } from "@tickfolio/engine";
import { type ReactNode, useState } from "react";
import { format } from "../format.ts";
import { text } from "../text.ts";
import { emptyLot, type TypedLot } from "../transaction-form.ts";
import { Field } from "./field.tsx";
import { Icon } from "./icon.tsx";
import type { TransactionFieldsProps } from "./number-field.tsx";

/** The lots that come in a transfer: when they were bought, and what they have cost. */
export function BroughtLots({ fields, problems, settings, change }: TransactionFieldsProps) {
  const words = text.form.brought;
  const { brought, currency } = fields;
  const isForeign = currency !== settings.baseCurrency;
  const [isRated, setRated] = useState(() => brought.some(({ exchangeRate }) => exchangeRate !== ""));
  const add = () =>
    change({ brought: [...brought, brought.length === 0 ? { ...emptyLot, quantity: fields.quantity } : emptyLot] });

  if (brought.length === 0) {
    return (
      <div className="lots-typed">
        <button type="button" className="link" onClick={add}>
          {words.start}
        </button>
        <p className="note">{words.none}</p>
      </div>
    );
  }

  function cell(index: number, name: keyof TypedLot, label: string, type: "date" | "decimal"): ReactNode {
    const set = (value: string) =>
      change({ brought: brought.map((lot, row) => (row === index ? { ...lot, [name]: value } : lot)) });
    return (
      <Field className={name} label={label} error={problems[`brought.${index}.${name}`]}>
        {(attributes) => (
          <input
            {...attributes}
            aria-label={words.of(label, index + 1)}
            {...(type === "date" ? { type, max: fields.day } : { inputMode: type, autoComplete: "off" })}
            value={brought[index]![name]}
            onChange={(event) => set(event.currentTarget.value)}
          />
        )}
      </Field>
    );
  }

  return (
    <fieldset className="lots-typed">
      <legend>{words.title}</legend>
      <p className="note">{words.lead}</p>
      {brought.map((_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: A lot that is being typed has no other name than its place.
        <div key={index} className="lot-typed">
          {cell(index, "acquired", words.acquired, "date")}
          {cell(index, "quantity", words.quantity, "decimal")}
          {cell(index, "cost", words.cost(currency), "decimal")}
          {isForeign && isRated && cell(index, "exchangeRate", words.rate(currency, settings.baseCurrency), "decimal")}
          <button
            type="button"
            className="bare"
            aria-label={words.remove(index + 1)}
            onClick={() => change({ brought: brought.filter((_lot, row) => row !== index) })}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <p className="lots-told">
        <button type="button" className="link" onClick={add}>
          {words.add}
        </button>
        {isForeign && !isRated && (
          <button type="button" className="link" onClick={() => setRated(true)}>
            {words.rates}
          </button>
        )}
        <span className={problems.brought ? "note wrong" : "note"}>
          {problems.brought ?? told(brought, fields.quantity, words.told)}
        </span>
      </p>
    </fieldset>
  );
}

/** How many of the units are spoken for; nothing while they are not known. */
export function told(
  rows: readonly { quantity: string }[],
  all: string,
  words: (told: string, all: string) => string,
): string {
  const whole = format.parseNumber(all);
  if (whole === null) return "";
  const sum = rows.reduce((total, { quantity }) => {
    const typed = format.parseNumber(quantity);
    return typed === null ? total : total.plus(Decimal.parse(typed));
  }, Decimal.ZERO);
  return words(format.quantity(sum), format.quantity(whole));
}
