export type * from "./client.ts";
export type * from "./messages.ts";
export type * from "./resources.ts";
