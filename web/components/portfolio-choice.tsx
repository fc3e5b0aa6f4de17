import type { PortfolioSummary } from "@tickfolio/protocol";
import { text } from "../text.ts";
import { CurrencyPicker } from "./currency-picker.tsx";
import { Field } from "./field.tsx";

interface PortfolioChoiceProps {
  portfolios: readonly PortfolioSummary[];
  /** Null: the first portfolio of one's own, which is made with what is put into it. */
  chosen: string | null;
  onChange(id: string | null): void;
  newCurrency: string;
  onCurrency(currency: string): void;
}

/** Where it goes; asked only where there is a choice. */
export function PortfolioChoice({ portfolios, chosen, onChange, newCurrency, onCurrency }: PortfolioChoiceProps) {
  const hasOwn = portfolios.some((one) => !one.sample);
  const count = portfolios.length + (hasOwn ? 0 : 1);
  return (
    <>
      {count > 1 && (
        <Field label={text.form.portfolio}>
          {(attributes) => (
            <select
              {...attributes}
              value={chosen ?? ""}
              onChange={(event) => onChange(event.currentTarget.value || null)}
            >
              {!hasOwn && <option value="">{text.form.newPortfolio(text.portfolio.firstName)}</option>}
              {portfolios.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.sample ? text.form.sampleOption(one.name) : one.name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {chosen === null && <CurrencyPicker label={text.form.firstPortfolio} value={newCurrency} onChange={onCurrency} />}
    </>
  );
}
