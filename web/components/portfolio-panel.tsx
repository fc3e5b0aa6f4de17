import { type CashMode, type CostMethod, LOT_SCOPES, type LotScope } from "@tickfolio/engine";
import { LONGEST_PORTFOLIO_NAME } from "@tickfolio/protocol";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { homeCurrency } from "../currencies.ts";
import { changes, current } from "../live.ts";
import { tellReversible } from "../notices.ts";
import { closePanel, openPanel, type PanelRequest } from "../panels.ts";
import { text } from "../text.ts";
import { troubleOf } from "../trouble-words.ts";
import { CurrencyPicker } from "./currency-picker.tsx";
import { Dialog } from "./dialog.tsx";
import { Choice, Field } from "./field.tsx";

const methods: readonly CostMethod[] = ["fifo", "average", "lifo", "hifo", "specific"];
const modes: readonly CashMode[] = ["untracked", "tracked"];

/** A new portfolio, or the settings of one. They change how the same facts are counted, so all can be changed later. */
export function PortfolioPanel({ request }: { request: PanelRequest & { kind: "portfolio" } }) {
  const { edit } = request;
  const [, navigate] = useLocation();
  const [name, setName] = useState(edit?.name ?? "");
  const [baseCurrency, setCurrency] = useState(edit?.baseCurrency ?? homeCurrency());
  const [costMethod, setMethod] = useState<CostMethod>(edit?.costMethod ?? "fifo");
  const [lots, setLots] = useState<LotScope>(edit?.lots ?? "portfolio");
  const [cash, setCash] = useState<CashMode>(edit?.cash ?? "untracked");
  const [problem, setProblem] = useState<string>();
  const [failure, setFailure] = useState<string>();

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!name.trim()) return setProblem(text.portfolio.noName);
    const settings = { name: name.trim(), baseCurrency, costMethod, lots, cash };
    try {
      if (edit) {
        // The newest version: another tab may have changed it since this one was opened.
        const before = current().portfolios.find((one) => one.id === edit.id) ?? edit;
        await changes.changePortfolio(before, settings);
        closePanel();
        const change = async (to: typeof settings) => {
          const now = current().portfolios.find((one) => one.id === edit.id);
          if (now) await changes.changePortfolio(now, to);
        };
        const { name, baseCurrency, costMethod, lots = "portfolio", cash } = before;
        const done = text.portfolio.changed(settings.name);
        tellReversible({
          done,
          undone: text.takenBack(done),
          undo: () => change({ name, baseCurrency, costMethod, lots, cash }),
          redo: () => change(settings),
        });
      } else {
        const made = await changes.createPortfolio(settings);
        closePanel();
        navigate(`/portfolios/${made.id}`);
        tellReversible({
          done: text.portfolio.created(made.name),
          undone: text.portfolio.deleted(made.name),
          undo: () => changes.deletePortfolio(made.id),
          redo: () => changes.restorePortfolio(made.id),
        });
        if (request.then) requestAnimationFrame(() => openPanel({ kind: "transaction", portfolio: made.id }));
      }
    } catch (error) {
      setFailure(troubleOf(error));
    }
  }

  return (
    <Dialog title={edit ? text.portfolio.settings : text.nav.newPortfolio} onClose={closePanel}>
      <form className="dialog-form" onSubmit={(event) => void save(event)} noValidate>
        <div className="dialog-body">
          <Field label={text.portfolio.name} error={problem}>
            {(attributes) => (
              <input
                {...attributes}
                data-first
                autoComplete="off"
                maxLength={LONGEST_PORTFOLIO_NAME}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
            )}
          </Field>
          <CurrencyPicker label={text.portfolio.baseCurrency} value={baseCurrency} onChange={setCurrency} />
          <Choice
            label={text.portfolio.costMethod}
            className="list-choice"
            value={costMethod}
            options={methods.map((value) => ({ value, label: text.methods[value], hint: text.methodHints[value] }))}
            onChange={(value) => setMethod(value)}
          />
          <Choice
            label={text.portfolio.cash}
            className="list-choice"
            value={cash}
            options={modes.map((value) => ({ value, label: text.cashModes[value], hint: text.cashHints[value] }))}
            onChange={(value) => setCash(value)}
          />
          <Choice
            label={text.portfolio.lots}
            className="list-choice"
            value={lots}
            options={LOT_SCOPES.map((value) => ({
              value,
              label: text.lotScopes[value],
              hint: text.lotScopeHints[value],
            }))}
            onChange={(value) => setLots(value)}
          />
          {edit && <p className="note">{text.portfolio.settingsNote}</p>}
        </div>
        {failure && (
          <p className="dialog-failure" role="alert">
            {failure}
          </p>
        )}
        <footer className="dialog-foot">
          <button type="submit" className="button primary">
            {edit ? text.form.save : text.portfolio.create}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
