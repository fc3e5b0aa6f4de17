import type { Instrument, Transaction } from "@tickfolio/engine";
import type { InstrumentDraft, PortfolioDraft } from "@tickfolio/protocol";
import type { ReactNode } from "react";
import type { Problems } from "../transaction-draft.ts";
import type { Fields, TextField } from "../transaction-form.ts";
import { Field } from "./field.tsx";

export interface TransactionFieldsProps {
  fields: Fields;
  problems: Problems;
  settings: Pick<PortfolioDraft, "baseCurrency" | "costMethod" | "cash" | "lots" | "sample">;
  portfolio: string | null;
  instrument: Instrument | InstrumentDraft | null;
  /** What is being changed. */
  was: Transaction | undefined;
  change(patch: Partial<Fields>): void;
}

interface NumberFieldProps extends Pick<TransactionFieldsProps, "fields" | "problems" | "change"> {
  name: TextField;
  label: string;
  hint?: ReactNode;
  placeholder?: string;
  /** Stands behind the number: its currency. */
  children?: ReactNode;
}

export function NumberField({ fields, problems, change, name, label, hint, placeholder, children }: NumberFieldProps) {
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
