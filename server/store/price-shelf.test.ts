import { shelfConformance } from "../market/shelf-conformance.ts";
import { createMemoryTable } from "./memory-table.ts";
import { createStoreShelf } from "./price-shelf.ts";
import { createStore } from "./store.ts";

shelfConformance("in the store", (now) => {
  const clock = () => Date.parse(now);
  return createStoreShelf(createStore(createMemoryTable({ clock }), { clock }));
});
