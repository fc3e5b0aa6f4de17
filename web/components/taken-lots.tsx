import { buildBook, createFamilyOf, instrumentsOf, type Lot } from "@tickfolio/engine";
import { useId, useMemo } from "react";
import { format } from "../format.ts";
import { currencyIn } from "../live/figures.ts";
import { ratesOf } from "../live/state.ts";
import { figures, useLive } from "../live.ts";
import { text } from "../text.ts";
import type { TypedChoice } from "../transaction-form.ts";
import { told } from "./brought-lots.tsx";
import type { TransactionFieldsProps } from "./number-field.tsx";

/** The lots that are open on the day, and how many units of each are to go. */
export function TakenLots(props: TransactionFieldsProps) {
  const { fields, problems, change } = props;
  const { taken } = fields;
  const words = text.form.taken;
  const lots = useOpenLots(props);
  const id = useId();
  const rows = rowsOf(lots, taken);

  function set(row: Row, quantity: string): void {
    const others = taken.filter((choice) => choice !== row.choice);
    change({ taken: quantity === "" ? others : [...others, { ...row.name, quantity }] });
  }

  return (
    <fieldset className="lots-typed">
      <legend>{words.title}</legend>
      <p className="note">{rows.length === 0 ? words.none : words.lead}</p>
      {rows.map((row, index) => {
        const wrong = row.choice && problems[`taken.${taken.indexOf(row.choice)}`];
        return (
          <div key={`${row.name.transaction} ${row.name.acquired}`} className="lot-taken">
            <label htmlFor={`${id}-${index}`}>
              {row.lot ? format.day(row.lot.acquired) : words.gone}
              {row.lot && <small>{aboutLot(row.lot, props.settings.baseCurrency)}</small>}
              {wrong && <small className="wrong">{wrong}</small>}
            </label>
            <input
              id={`${id}-${index}`}
              inputMode="decimal"
              autoComplete="off"
              placeholder="0"
              aria-label={row.lot ? words.units(format.day(row.lot.acquired)) : words.gone}
              aria-invalid={wrong ? true : undefined}
              value={row.choice?.quantity ?? ""}
              onChange={(event) => set(row, event.currentTarget.value)}
            />
          </div>
        );
      })}
      {rows.length > 0 && (
        <p className={problems.taken ? "note wrong" : "note"}>
          {problems.taken ?? told(taken, fields.quantity, words.told)}
        </p>
      )}
    </fieldset>
  );
}

interface Row {
  /** What a choice calls the lot. */
  name: Omit<TypedChoice, "quantity">;
  lot: Lot | undefined;
  choice: TypedChoice | undefined;
}

/** Open lots with what is chosen of them, then what is chosen of lots that are not open. */
function rowsOf(open: readonly Lot[], taken: readonly TypedChoice[]): Row[] {
  const lots = together(open);
  const rows = lots.map((lot): Row => {
    const { transaction, acquired } = lot;
    const isAlone = lots.filter((other) => other.transaction === transaction).length === 1;
    const choice = taken.find((one) => one.transaction === transaction && (!one.acquired || one.acquired === acquired));
    return { name: { transaction, acquired: isAlone ? "" : acquired }, lot, choice };
  });
  const shown = new Set(rows.map(({ choice }) => choice));
  const gone = taken.filter((choice) => !shown.has(choice));
  return [...rows, ...gone.map((choice): Row => ({ name: choice, lot: undefined, choice }))];
}

/** What came of one purchase on one day is one to a choice, in however many pieces it lies. */
function together(lots: readonly Lot[]): Lot[] {
  const merged = new Map<string, Lot>();
  for (const lot of lots) {
    const name = `${lot.transaction} ${lot.acquired}`;
    const other = merged.get(name);
    merged.set(
      name,
      other ? { ...lot, quantity: lot.quantity.plus(other.quantity), cost: lot.cost.plus(other.cost) } : lot,
    );
  }
  return [...merged.values()];
}

function aboutLot({ quantity, cost, account }: Lot, baseCurrency: string): string {
  const words = text.form.taken.lot(format.quantity(quantity), format.money(cost, baseCurrency));
  return account ? `${words} · ${account}` : words;
}

/** Lots as they are on the day, without what is being changed. Where lots are kept by account, those of the account it is in. */
function useOpenLots({ fields, settings, portfolio, instrument, was }: TransactionFieldsProps): readonly Lot[] {
  const recorded = useLive((state) => (portfolio ? figures.transactions(state, portfolio) : null));
  const rates = useLive((state) => ratesOf(state, settings));
  const instruments = useLive((state) => state.instruments);
  const id = instrument && "id" in instrument ? instrument.id : undefined;
  const { day } = fields;
  const lots = useMemo(() => {
    if (!id || !recorded) return [];
    const familyOf = createFamilyOf(recorded);
    const first = recorded.find((one) => instrumentsOf(one).includes(id));
    const family = first && familyOf(first);
    const transactions = recorded.filter((one) => one.id !== was?.id && familyOf(one) === family);
    const book = buildBook({ transactions, settings, rates, through: day, currencyOf: currencyIn(instruments) });
    return book.positions.get(id)?.lots ?? [];
  }, [id, recorded, was, day, settings, rates, instruments]);
  const account = fields.account.trim();
  return settings.lots === "account" ? lots.filter((lot) => (lot.account ?? "") === account) : lots;
}
