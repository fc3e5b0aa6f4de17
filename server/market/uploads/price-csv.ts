import { readCsv } from "../door/csv.ts";
import { createPriceRows, type PriceFile, type PriceFileOptions, priceColumns } from "./price-rows.ts";

export { isPriceHeader, type PriceFile, type PriceFileOptions, type PriceProblem, readPrice } from "./price-rows.ts";

/**
 * Reads daily prices of one instrument with a header, in any order that is one. A row that cannot be right is left out and reported;
 * the others stand.
 */
export function readPriceCsv(text: string, options: PriceFileOptions): PriceFile {
  const [header, ...rows] = readCsv(text);
  const columns = priceColumns(header?.cells ?? []);
  if ("message" in columns) {
    return { days: new Int32Array(), closes: new Float64Array(), problems: [columns], notes: [], cutOff: false };
  }
  const prices = createPriceRows(columns, options);
  for (const { line, cells } of rows) prices.add(line, cells);
  return prices.finish();
}
