import type { CostMethod } from "@tickfolio/engine";
import { newId } from "@tickfolio/protocol";
import type { Product } from "./product.ts";

/** A portfolio made without the screen, for tests of what comes after. */
export async function seed(
  product: Product,
  {
    name,
    currency = "EUR",
    cash = "untracked",
    costMethod = "fifo",
    csv,
  }: {
    name: string;
    currency?: string;
    cash?: "tracked" | "untracked";
    costMethod?: CostMethod;
    csv?: string;
  },
): Promise<string> {
  const draft = { id: newId("pf"), name, baseCurrency: currency, costMethod, cash, sample: false } as const;
  const { id } = await product.client.savePortfolio(draft, 0);
  if (csv) {
    const { entry } = await product.client.importTrades(id, {
      name: "seed.csv",
      text: csv,
      entry: newId("ent"),
      commit: true,
    });
    if (!entry) throw new Error("Nothing of the seed was written.");
  }
  return id;
}
