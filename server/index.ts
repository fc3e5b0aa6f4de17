export type * from "./store/table.ts";
