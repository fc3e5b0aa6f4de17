import { expect, test } from "vitest";
import { createLog } from "../log.ts";
import { PROVIDER_NAMES } from "../market/provider-names.ts";
import { createMemoryTable } from "../store/memory-table.ts";
import { createStore } from "../store/store.ts";
import { createLocalMarket } from "./local-market.ts";

test("every source a laptop can be started with has its switch, and there are no others", async () => {
  const clock = () => 0;
  const store = createStore(createMemoryTable({ clock }), { clock });
  const log = createLog({ level: "silent", write: () => {}, clock });
  const market = createLocalMarket({ options: { data: "unused", prices: "unused" }, store, clock, log });
  expect(market.providers.map(({ name }) => name).toSorted()).toEqual([...PROVIDER_NAMES].toSorted());
  await market.close();
});
