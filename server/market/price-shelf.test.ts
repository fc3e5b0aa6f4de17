import { createMemoryShelf } from "./price-shelf.ts";
import { shelfConformance } from "./shelf-conformance.ts";

shelfConformance("in memory", () => createMemoryShelf());
