import { tableConformance } from "./conformance.ts";
import { createMemoryTable } from "./memory-table.ts";

tableConformance("the table in memory", async () => {
  let now = Date.parse("2024-03-01T12:00:00.500Z");
  return {
    table: createMemoryTable({ clock: () => now }),
    advance: (seconds) => {
      now += seconds * 1000;
    },
    now: () => Math.floor(now / 1000),
  };
});
