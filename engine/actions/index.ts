export * from "./company-actions.ts";
export * from "./effect.ts";
export * from "./propose.ts";
export * from "./ratio.ts";
export type * from "./reported.ts";
