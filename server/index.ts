export * from "./security-headers.ts";
export type * from "./store/table.ts";
