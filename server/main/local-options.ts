import type { Config } from "../config.ts";

/** What a laptop's home is opened with: the environment's settings, and what the command line says over them. */
export interface LocalOptions extends Partial<Config> {
  /** The folder with the books. */
  data: string;
  /** false: everybody on this machine is let in without a first link. */
  token?: boolean;
  /** A folder with one CSV of daily prices per symbol; its instruments.csv where it lies elsewhere; the ECB's file on disk. */
  prices?: string;
  instruments?: string;
  rates?: string;
  /** Where the web app's sources and its build are; false serves the API alone. */
  web?: string | false;
  clock?: () => number;
}
