import { type PortfolioSummary, tradesFileName } from "@tickfolio/protocol";
import { client } from "./live.ts";
import { tell } from "./notices.ts";
import { text } from "./text.ts";

/** Hands text to the reader as a file. */
export function download(name: string, contents: string): void {
  const url = URL.createObjectURL(new Blob([contents], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}

export async function downloadTrades(portfolio: PortfolioSummary): Promise<void> {
  const name = tradesFileName(portfolio.name);
  download(name, await client.exportTrades(portfolio.id));
  tell(text.portfolio.exported(name));
}
