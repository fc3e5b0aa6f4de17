import type { TransactionKind } from "@tickfolio/engine";
import { useMemo } from "react";
import { figures, useLive } from "../live.ts";
import { text } from "../text.ts";
import type { Fields } from "../transaction-draft.ts";
import { kinds } from "../transaction-words.ts";
import { Field } from "./field.tsx";

export function KindChoice({ kind, onChange }: { kind: TransactionKind; onChange(kind: TransactionKind): void }) {
  return (
    <Field label={text.form.kind}>
      {(attributes) => (
        <select
          {...attributes}
          value={kind}
          onChange={(event) => onChange(event.currentTarget.value as TransactionKind)}
        >
          {kinds.map((one) => (
            <option key={one} value={one}>
              {text.kinds[one]}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface AccountFieldsProps {
  fields: Fields;
  change(patch: Partial<Fields>): void;
  portfolio: string | null;
}

/** Where it happened, with the names used before, and what else is to be said. */
export function AccountFields({ fields, change, portfolio }: AccountFieldsProps) {
  const accounts = useAccounts(portfolio);
  return (
    <div className="pair close">
      <Field label={text.form.account} optional>
        {(attributes) => (
          <>
            <input
              {...attributes}
              list="accounts"
              autoComplete="off"
              value={fields.account}
              onChange={(event) => change({ account: event.currentTarget.value })}
            />
            <datalist id="accounts">
              {accounts.map((account) => (
                <option key={account} value={account} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      <Field label={text.form.note} optional>
        {(attributes) => (
          <input
            {...attributes}
            autoComplete="off"
            value={fields.note}
            onChange={(event) => change({ note: event.currentTarget.value })}
          />
        )}
      </Field>
    </div>
  );
}

function useAccounts(portfolio: string | null): readonly string[] {
  const list = useLive((state) => (portfolio ? figures.transactions(state, portfolio) : null));
  return useMemo(() => [...new Set((list ?? []).flatMap((one) => one.account ?? []))].sort(), [list]);
}
