import { readFile, stat } from "node:fs/promises";
import type { RateTable } from "@tickfolio/engine";
import { type Provider, ProviderError } from "../provider.ts";
import { EcbFileError, readEcbCsv } from "./ecb-files.ts";

const NAME = "rates-file";

/** The ECB's full file (`eurofxref-hist.csv`) on this machine, for homes without a network. Its rates are the ECB's. */
export function createRatesFile({ file }: { file: string }): Provider {
  const read = createRatesReader(NAME, file);
  return {
    name: NAME,
    title: "Rates file",
    capabilities: new Set(["rates"]),
    hosts: [],
    asks: "The ECB's reference rates in a file on this machine. Nobody is asked anything.",
    scope: "deployment",
    defaultOn: true,
    quoteBatch: 1,
    freshMs: 0,
    covers: () => false,
    rates: (_from, signal) => read(signal),
  };
}

/** Reads the file when it is first wanted and again when it has changed. */
export function createRatesReader(provider: string, file: string): (signal?: AbortSignal) => Promise<RateTable> {
  let kept: { table: RateTable; changedMs: number } | undefined;
  return async (signal) => {
    signal?.throwIfAborted();
    try {
      const changedMs = (await stat(file)).mtimeMs;
      if (kept?.changedMs !== changedMs) kept = { table: readEcbCsv(await readFile(file, "utf8")), changedMs };
      return kept.table;
    } catch (error) {
      if (error instanceof EcbFileError) throw new ProviderError(provider, "malformed", `${file}: ${error.message}`);
      const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
      throw new ProviderError(provider, "no-data", missing ? `There is no file ${file}.` : `${file} cannot be read.`);
    }
  };
}
