import { existsSync } from "node:fs";
import type { Client, PortfolioSummary } from "@tickfolio/protocol";
import { type LocalOptions, openLocalApp, readConfig } from "@tickfolio/server";
import { type Arguments, UsageError } from "./arguments.ts";

/** The home's settings from the flags, over those of the environment. */
export function localOptions({ flags, path }: Arguments): LocalOptions {
  const config = readConfig(process.env);
  const options: LocalOptions = { ...config, data: typeof flags.data === "string" ? path(flags.data) : config.data };
  for (const name of ["prices", "instruments", "rates"] as const) {
    const value = flags[name];
    if (typeof value !== "string") continue;
    options[name] = path(value);
    if (!existsSync(options[name])) throw new UsageError(`--${name}: there is no ${options[name]}.`);
  }
  return options;
}

/** Runs work with a client of the data folder's server: the running one, or the same app in this process. */
export async function withClient<T>(args: Arguments, work: (client: Client) => Promise<T>): Promise<T> {
  const { client, close } = await openLocalApp(localOptions(args));
  try {
    return await work(client);
  } finally {
    await close();
  }
}

/** The portfolio of that name or id, or the only one there is. */
export async function choosePortfolio(client: Client, name: string | undefined): Promise<PortfolioSummary> {
  const { items } = await client.portfolios();
  const found = name === undefined ? items : items.filter((one) => one.id === name || one.name === name);
  if (found.length === 1) return found[0]!;

  const names = items.map((one) => `"${one.name}"`).join(", ") || "none yet";
  if (name === undefined) throw new UsageError(`Which portfolio? There are: ${names}.`);
  throw new UsageError(
    found.length === 0
      ? `There is no portfolio "${name}". There are: ${names}.`
      : `${found.length} portfolios are called "${name}"; name one by its id: ${found.map((one) => one.id).join(", ")}.`,
  );
}
