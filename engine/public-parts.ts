// Of files that are not public as a whole, what is. Apart from index.ts, which only passes whole files on: of a file that names what it
// passes on, a bundler takes all of that wherever one part is used, and so a function in the cloud would read the whole engine at its start.

export { createFamilyOf } from "./families.ts";
export { adjustCloses } from "./prices.ts";
export { createValuer, type Valuer } from "./valuer.ts";
