import { type InstrumentId, isDay, type ReportedAction } from "@tickfolio/engine";
import type { ActionShelf, StoredActions } from "../market/past/action-shelf.ts";
import { isKeyPart, keyOf } from "./keys.ts";
import type { Scope } from "./price-store.ts";
import { readStored, toStored } from "./stored.ts";
import type { Item, Table } from "./table.ts";

/** What sources report of companies, beside the prices of the same scope. */
export function createActionStore(table: Table): ActionShelf {
  const place = (scope: Scope, instrument: InstrumentId, source: string) => ({
    partition: keyOf("PRICE", scope, instrument),
    sort: keyOf("ACTIONS", source),
  });

  return {
    async actions(scope, instrument, source) {
      if (!isKeyPart(instrument) || !isKeyPart(source)) return undefined;
      const item = await table.get(place(scope, instrument, source));
      return item && readActions(item, source);
    },

    async saveActions(scope, instrument, { source, ...rest }) {
      await table.put({ ...place(scope, instrument, source), value: toStored(rest) }, "any");
    },
  };
}

function readActions(item: Item, source: string): StoredActions {
  return readStored(item, (members) => {
    const { actions, askedFrom, storedAt } = members as unknown as StoredActions;
    if (!Array.isArray(actions) || !actions.every(isAction)) throw new TypeError("it holds no actions.");
    if (!isDay(String(askedFrom)) || Number.isNaN(Date.parse(storedAt)))
      throw new TypeError("it does not say of when.");
    return { source, actions, askedFrom, storedAt };
  });
}

function isAction({ kind, day }: ReportedAction): boolean {
  return (kind === "split" || kind === "dividend") && isDay(String(day));
}
