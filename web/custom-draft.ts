import type { Adjustment } from "@tickfolio/engine";
import type { CustomDateFormat, CustomProviderDraft } from "@tickfolio/protocol";

/** What the form of a source holds: text as it is typed. */
export interface CustomTyped {
  title: string;
  kind: "json" | "csv";
  latestUrl: string;
  price: string;
  time: string;
  currency: string;
  historyUrl: string;
  day: string;
  close: string;
  dateFormat: CustomDateFormat;
  adjustment: Adjustment;
  symbols: string;
  headerName: string;
  headerValue: string;
}

export const emptyTyped: CustomTyped = {
  ...{ title: "", kind: "json", latestUrl: "", price: "", time: "", currency: "" },
  ...{ historyUrl: "", day: "", close: "", dateFormat: "iso", adjustment: "unknown" },
  ...{ symbols: "", headerName: "", headerValue: "" },
};

export function typedOf(draft: CustomProviderDraft): CustomTyped {
  const { title, kind, latest, history, dateFormat, adjustment, headers, symbols } = draft;
  return {
    ...{ title, kind, dateFormat, adjustment },
    ...{ latestUrl: latest?.url ?? "", price: latest?.price ?? "" },
    ...{ time: latest?.time ?? "", currency: latest?.currency ?? "" },
    ...{ historyUrl: history?.url ?? "", day: history?.day ?? "", close: history?.close ?? "" },
    ...{ headerName: headers[0]?.name ?? "", headerValue: headers[0]?.value ?? "", symbols: symbols.join(", ") },
  };
}

/** The same as it is sent. What the form has no field for stays as it was. */
export function draftOf(typed: CustomTyped, before: CustomProviderDraft | null): CustomProviderDraft {
  const said = Object.fromEntries(Object.entries(typed).map(([name, text]) => [name, text.trim()])) as typeof typed;
  const header = said.headerName ? [{ name: said.headerName, value: said.headerValue }] : [];
  const previousClose = before?.latest?.previousClose;
  return {
    ...{ title: said.title, kind: said.kind, dateFormat: said.dateFormat, adjustment: said.adjustment },
    ...(said.latestUrl && {
      latest: {
        ...{ url: said.latestUrl, price: said.price },
        ...(said.time && { time: said.time }),
        ...(said.currency && { currency: said.currency }),
        ...(previousClose && { previousClose }),
      },
    }),
    ...(said.historyUrl && { history: { url: said.historyUrl, day: said.day, close: said.close } }),
    ...(before?.quotedIn && { quotedIn: before.quotedIn }),
    headers: [...header, ...(before?.headers.slice(1) ?? [])],
    symbols: said.symbols
      .split(",")
      .map((symbol) => symbol.trim())
      .filter((symbol) => symbol !== ""),
    markets: before?.markets ?? [],
  };
}
