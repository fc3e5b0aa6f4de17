import type { TransactionKind } from "@tickfolio/engine";
import { useMemo } from "react";
import { figures, useLive } from "../live.ts";
import { text } from "../text.ts";
import type { Fields } from "../transaction-form.ts";
import { asksFor } from "../transaction-kinds.ts";
import { Field } from "./field.tsx";
import { KindOptions } from "./kind-options.tsx";

export function KindChoice({ kind, onChange }: { kind: TransactionKind; onChange(kind: TransactionKind): void }) {
  return (
    <Field label={text.form.kind} hint={text.kindHelp[kind]}>
      {(attributes) => (
        <select
          {...attributes}
          value={kind}
          onChange={(event) => onChange(event.currentTarget.value as TransactionKind)}
        >
          <KindOptions />
        </select>
      )}
    </Field>
  );
}

interface AccountFieldsProps {
  fields: Fields;
  change(patch: Partial<Fields>): void;
  portfolio: string | null;
  error?: string | undefined;
}

/** Where it happened, with the names used before; of a move, from where to where. */
export function AccountFields({ fields, change, portfolio, error }: AccountFieldsProps) {
  const accounts = useAccounts(portfolio);
  const isMove = asksFor(fields.kind, "accounts");
  const field = (name: "account" | "toAccount", label: string, wrong?: string) => (
    <Field label={label} error={wrong} optional>
      {(attributes) => (
        <input
          {...attributes}
          list="accounts"
          autoComplete="off"
          value={fields[name]}
          onChange={(event) => change({ [name]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <div className="pair close">
      {field("account", isMove ? text.form.fromAccount : text.form.account)}
      {isMove && field("toAccount", text.form.toAccount, error)}
      {!isMove && <NoteField fields={fields} change={change} />}
      <datalist id="accounts">
        {accounts.map((account) => (
          <option key={account} value={account} />
        ))}
      </datalist>
    </div>
  );
}

/** What else is to be said. */
export function NoteField({ fields, change }: Pick<AccountFieldsProps, "fields" | "change">) {
  return (
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
  );
}

function useAccounts(portfolio: string | null): readonly string[] {
  const list = useLive((state) => (portfolio ? figures.transactions(state, portfolio) : null));
  return useMemo(() => {
    const named = (list ?? []).flatMap((one) => [one.account ?? [], one.kind === "move" ? (one.toAccount ?? []) : []]);
    return [...new Set(named.flat())].sort();
  }, [list]);
}
