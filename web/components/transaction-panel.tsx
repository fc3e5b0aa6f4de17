import type { Transaction } from "@tickfolio/engine";
import { type InstrumentDraft, newId, type PortfolioSummary } from "@tickfolio/protocol";
import { type FormEvent, useMemo, useState } from "react";
import { homeCurrency } from "../currencies.ts";
import { format } from "../format.ts";
import { changes, current, useLive } from "../live.ts";
import { tellFailure, tellReversible } from "../notices.ts";
import { closePanel, openPanel, type PanelRequest } from "../panels.ts";
import { text } from "../text.ts";
import { emptyFields, type Fields, fieldsOf, has, type Problems, readDraft } from "../transaction-draft.ts";
import { toldOf } from "../transaction-words.ts";
import { troubleOf } from "../trouble-words.ts";
import { Dialog } from "./dialog.tsx";
import { DraftPreview, NEW_INSTRUMENT } from "./draft-preview.tsx";
import { EntryHistory } from "./entry-history.tsx";
import { Field } from "./field.tsx";
import { Icon } from "./icon.tsx";
import { InstrumentPicker, type PickedInstrument } from "./instrument-picker.tsx";
import { NewInstrumentFields } from "./new-instrument-fields.tsx";
import { PortfolioChoice } from "./portfolio-choice.tsx";
import { AccountFields, KindChoice } from "./transaction-common-fields.tsx";
import { TransactionFields } from "./transaction-fields.tsx";

type Request = PanelRequest & { kind: "transaction" };

/** Adds a transaction, or changes one: what was recorded is voided and recorded anew in one step. */
export function TransactionPanel({ request }: { request: Request }) {
  const { edit } = request;
  const portfolios = useLive((state) => state.portfolios);
  const today = useLive((state) => state.today);
  const [portfolioId, setPortfolioId] = useState(
    () => request.portfolio ?? here(portfolios) ?? portfolios.find((one) => !one.sample)?.id ?? null,
  );
  const portfolio = portfolios.find((one) => one.id === portfolioId);
  const [newCurrency, setNewCurrency] = useState(() => homeCurrency());
  const settings = useMemo(() => portfolio ?? { ...newSettings(newCurrency), sample: false }, [portfolio, newCurrency]);
  const base = settings.baseCurrency;

  const [picked, setPicked] = useState<PickedInstrument | null>(() => firstPick(request));
  const [fields, setFields] = useState<Fields>(() =>
    edit
      ? fieldsOf(edit, base, format.typed)
      : withInstrument(emptyFields(request.start ?? "buy", today, base), picked),
  );
  const [isTried, setTried] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [id] = useState(() => newId("txn"));
  const change = (patch: Partial<Fields>) => setFields((last) => ({ ...last, ...patch }));

  const draft = picked && "draft" in picked ? picked.draft : null;
  const instrumentId = picked ? ("own" in picked ? picked.own.id : NEW_INSTRUMENT) : null;
  const read = useMemo(
    () => readDraft({ fields, id, instrument: instrumentId, baseCurrency: base, was: edit, read: format.parseNumber }),
    [fields, id, instrumentId, base, edit],
  );
  const problems: Problems = isTried && "problems" in read ? read.problems : {};

  /** A listing that trades in another currency is paid in that. */
  function correct(next: InstrumentDraft): void {
    setPicked({ draft: next });
    if (next.currency !== draft?.currency) setFields((last) => withInstrument(last, { draft: next }));
  }

  async function save(event: FormEvent, another: boolean): Promise<void> {
    event.preventDefault();
    setTried(true);
    if ("problems" in read) {
      requestAnimationFrame(() => document.querySelector<HTMLElement>("dialog [aria-invalid]")?.focus());
      return;
    }
    setSaving(true);
    setFailure(undefined);
    try {
      const target =
        portfolio ?? (await changes.createPortfolio({ name: text.portfolio.firstName, ...newSettings(newCurrency) }));
      // What was made stays when the rest is refused: tried again, it goes there.
      setPortfolioId(target.id);
      const transaction = draft
        ? { ...read.transaction, instrument: (await changes.saveInstrument(draft)).id }
        : read.transaction;
      const entry = await changes.write(target.id, {
        transactions: [transaction as Transaction],
        voids: edit ? [edit.id] : [],
      });
      const sentence = toldOf(transaction as Transaction, current().instruments);
      closePanel();
      const told = edit ? text.form.changed(sentence) : text.form.added(sentence);
      tellEntry(target.id, entry.id, told, ...entry.warnings.map((one) => one.message));
      if (another)
        requestAnimationFrame(() => openPanel({ kind: "transaction", portfolio: target.id, start: fields.kind }));
    } catch (error) {
      setFailure(troubleOf(error));
      setSaving(false);
    }
  }

  return (
    <Dialog title={edit ? text.form.editTitle : text.form.addTitle} onClose={closePanel}>
      <form className="dialog-form" onSubmit={(event) => void save(event, false)} noValidate>
        <div className="dialog-body">
          <KindChoice kind={fields.kind} onChange={(kind) => change({ kind })} />
          {!edit && (
            <PortfolioChoice
              portfolios={portfolios}
              chosen={portfolioId}
              onChange={setPortfolioId}
              newCurrency={newCurrency}
              onCurrency={(currency) => {
                setNewCurrency(currency);
                if (!picked) change({ currency, unit: currency, feeCurrency: currency, taxCurrency: currency });
              }}
            />
          )}
          {has.instrument(fields.kind) && (
            <>
              <InstrumentPicker
                value={picked}
                baseCurrency={base}
                isSimulated={settings.sample}
                error={problems.instrument}
                onChange={(next) => {
                  setPicked(next);
                  if (next) setFields((last) => withInstrument(last, next));
                }}
                key={portfolioId}
              />
              {draft && <NewInstrumentFields draft={draft} onChange={correct} />}
            </>
          )}
          <Field label={text.form.day} error={problems.day}>
            {(attributes) => (
              <input
                {...attributes}
                type="date"
                required
                value={fields.day}
                onChange={(event) => change({ day: event.currentTarget.value })}
              />
            )}
          </Field>
          <TransactionFields
            fields={fields}
            problems={problems}
            baseCurrency={base}
            isSample={settings.sample}
            instrument={picked && ("own" in picked ? picked.own : picked.draft)}
            change={change}
          />
          {!has.instrument(fields.kind) && settings.cash === "untracked" && (
            <p className="note">{text.form.untracked}</p>
          )}
          <AccountFields fields={fields} change={change} portfolio={portfolioId} />
          {edit && portfolioId && <EntryHistory portfolio={portfolioId} transaction={edit} />}
        </div>
        <DraftPreview
          transaction={"transaction" in read ? read.transaction : null}
          was={edit}
          portfolio={portfolioId}
          settings={settings}
          draft={draft}
        />
        {failure && (
          <p className="dialog-failure" role="alert">
            {failure}
          </p>
        )}
        <footer className="dialog-foot">
          <button type="submit" className="button primary" disabled={isSaving}>
            {edit ? text.form.save : text.form.add}
          </button>
          {edit ? (
            <button type="button" className="button" onClick={() => void voidIt(portfolioId!, edit)}>
              <Icon name="trash" />
              {text.form.void}
            </button>
          ) : (
            <button type="button" className="button" disabled={isSaving} onClick={(event) => void save(event, true)}>
              {text.form.addAnother}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}

const newSettings = (baseCurrency: string) => ({ baseCurrency, costMethod: "fifo", cash: "untracked" }) as const;

/** The portfolio whose page is under the panel. */
function here(portfolios: readonly PortfolioSummary[]): string | undefined {
  return portfolios.find(({ id }) => location.pathname.startsWith(`/portfolios/${id}`))?.id;
}

/** Taking an entry back is an entry too, which can be taken back in turn. */
function tellEntry(portfolio: string, entry: string, told: string, ...warnings: string[]): void {
  let last = entry;
  const turn = async () => {
    last = (await changes.undo(portfolio, last)).id;
  };
  tellReversible({ done: [told, ...warnings].join(" "), undone: text.takenBack(told), undo: turn, redo: turn });
}

async function voidIt(portfolio: string, transaction: Transaction): Promise<void> {
  try {
    const entry = await changes.write(portfolio, { transactions: [], voids: [transaction.id] });
    closePanel();
    tellEntry(portfolio, entry.id, text.form.voided(toldOf(transaction, current().instruments)));
  } catch (error) {
    tellFailure(error);
  }
}

function firstPick({ edit, instrument, draft }: Request): PickedInstrument | null {
  const id = edit && "instrument" in edit ? edit.instrument : instrument;
  const own = id ? current().instruments.get(id) : undefined;
  return own ? { own } : draft ? { draft } : null;
}

/** A trade is most likely in the listing's own currency, and in the unit its exchange quotes in. */
function withInstrument(fields: Fields, picked: PickedInstrument | null): Fields {
  if (!picked) return fields;
  const { currency, quotedIn } = "own" in picked ? picked.own : picked.draft;
  return { ...fields, currency, unit: quotedIn ?? currency, feeCurrency: currency, taxCurrency: currency };
}
