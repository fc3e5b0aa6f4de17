export { buildWeb } from "./build.ts";
