import { useId } from "react";
import { currencies } from "../currencies.ts";
import { format } from "../format.ts";

interface CurrencyPickerProps {
  label: string;
  value: string;
  onChange(currency: string): void;
  /** The code alone, its label for screen readers only. */
  compact?: boolean;
  hideLabel?: boolean;
}

export function CurrencyPicker({ label, value, onChange, compact = false, hideLabel = compact }: CurrencyPickerProps) {
  const id = useId();
  return (
    <div className={compact ? "compact" : "field"}>
      <label htmlFor={id} className={hideLabel ? "hidden" : undefined}>
        {label}
      </label>
      <CurrencySelect id={id} value={value} onChange={onChange} compact={compact} />
    </div>
  );
}

interface CurrencySelectProps {
  value: string;
  onChange(currency: string): void;
  compact?: boolean;
  /** Offered before all others: a minor unit. */
  extra?: readonly string[];
  id?: string;
  "aria-label"?: string;
}

export function CurrencySelect({ value, onChange, compact = false, extra = [], ...rest }: CurrencySelectProps) {
  const codes = new Set([...extra, ...(extra.includes(value) ? [] : [value]), ...currencies]);
  return (
    <select {...rest} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      {[...codes].map((code) => (
        <option key={code} value={code}>
          {compact ? code : `${code}, ${format.currencyName(code)}`}
        </option>
      ))}
    </select>
  );
}
