import type { Transaction } from "@tickfolio/engine";
import { newId, type PortfolioSummary } from "@tickfolio/protocol";
import { type FormEvent, useMemo, useState } from "react";
import { homeCurrency } from "../currencies.ts";
import { format } from "../format.ts";
import { changes, current, figures, useLive } from "../live.ts";
import { tellFailure, tellReversible } from "../notices.ts";
import { closePanel, openPanel, type PanelRequest } from "../panels.ts";
import { draftIn, idOf, listingOf, type PickedInstrument, standIn, unitOf, withMade } from "../picked-instrument.ts";
import { text } from "../text.ts";
import { type Problems, readDraft } from "../transaction-draft.ts";
import { entryOf } from "../transaction-entry.ts";
import { emptyFields, type Fields, fieldsOf } from "../transaction-form.ts";
import { asksFor } from "../transaction-kinds.ts";
import { toldOf } from "../transaction-words.ts";
import { troubleOf } from "../trouble-words.ts";
import { Dialog } from "./dialog.tsx";
import { DraftPreview } from "./draft-preview.tsx";
import { EntryHistory } from "./entry-history.tsx";
import { Field } from "./field.tsx";
import { Icon } from "./icon.tsx";
import { InstrumentFields } from "./instrument-fields.tsx";
import { PortfolioChoice } from "./portfolio-choice.tsx";
import { AccountFields, KindChoice, NoteField } from "./transaction-common-fields.tsx";
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
  const [becomes, setBecomes] = useState<PickedInstrument | null>(() => firstBecomes(edit));
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

  const drafts = useMemo(() => {
    const named = [picked, asksFor(fields.kind, "becomes") ? becomes : null].flatMap((one) => draftIn(one) ?? []);
    return new Map(named.map((draft) => [standIn(draft), draft]));
  }, [picked, becomes, fields.kind]);
  const [instrument, other] = [idOf(picked), idOf(becomes)];
  const read = useMemo(() => {
    const ids = { id, instrument, becomes: other };
    return readDraft({ fields, ...ids, baseCurrency: base, was: edit, read: format.parseNumber });
  }, [fields, id, instrument, other, base, edit]);
  const problems: Problems = isTried && "problems" in read ? read.problems : {};

  /** A listing that trades in another currency is paid in that; its lots are others. */
  function pick(next: PickedInstrument | null): void {
    setPicked(next);
    const isSame = picked && next && unitOf(picked).unit === unitOf(next).unit;
    if (next && !isSame) setFields((last) => withInstrument(last, next));
    if (idOf(next) !== instrument) change({ taken: [] });
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
      const transaction = await withMade(read.transaction, drafts, changes.saveInstrument);
      const recorded = figures.transactions(current(), target.id) ?? [];
      const entry = await changes.write(target.id, entryOf(transaction, edit, recorded));
      const sentence = toldOf(transaction, current().instruments);
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

  const isMove = asksFor(fields.kind, "accounts");
  const accounts = <AccountFields fields={fields} change={change} portfolio={portfolioId} error={problems.toAccount} />;
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
          {asksFor(fields.kind, "instrument") && (
            <InstrumentFields
              label={text.form.instrument}
              value={picked}
              baseCurrency={base}
              isSimulated={settings.sample}
              error={problems.instrument}
              onChange={pick}
              key={portfolioId}
            />
          )}
          {asksFor(fields.kind, "becomes") && (
            <InstrumentFields
              label={text.form.becomes}
              value={becomes}
              baseCurrency={picked ? listingOf(picked).currency : base}
              isSimulated={settings.sample}
              error={problems.becomes}
              onChange={setBecomes}
              key={`becomes ${portfolioId}`}
            />
          )}
          {isMove && accounts}
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
            settings={settings}
            portfolio={portfolioId}
            instrument={picked && listingOf(picked)}
            was={edit}
            change={change}
          />
          {!asksFor(fields.kind, "instrument") && settings.cash === "untracked" && (
            <p className="note">{text.form.untracked}</p>
          )}
          {!isMove && accounts}
          {isMove && <NoteField fields={fields} change={change} />}
          {edit && portfolioId && <EntryHistory portfolio={portfolioId} transaction={edit} />}
        </div>
        <DraftPreview
          transaction={"transaction" in read ? read.transaction : null}
          was={edit}
          portfolio={portfolioId}
          settings={settings}
          drafts={drafts}
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
  return ownOf(id) ?? (draft ? { draft } : null);
}

const firstBecomes = (edit: Transaction | undefined) =>
  edit && "newInstrument" in edit ? ownOf(edit.newInstrument) : null;

function ownOf(id: string | undefined): PickedInstrument | null {
  const own = id ? current().instruments.get(id) : undefined;
  return own ? { own } : null;
}

/** A trade is most likely in the listing's own currency, and in the unit its exchange quotes in. */
function withInstrument(fields: Fields, picked: PickedInstrument | null): Fields {
  if (!picked) return fields;
  const { currency, unit } = unitOf(picked);
  return { ...fields, currency, unit, feeCurrency: currency, taxCurrency: currency };
}
