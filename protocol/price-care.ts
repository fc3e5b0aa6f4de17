import type { Adjustment } from "@tickfolio/engine";
import type { Disagreement, List, QuarantinedPrice } from "./resources.ts";

// What somebody does about prices that cannot be right: those that were not believed, and those they brought themselves.

/** What of an instrument is not believed, and what sources do not agree on. */
export interface QuarantineList extends List<QuarantinedPrice> {
  disagreements: Disagreement[];
}

export interface PriceProblem {
  row: number;
  field: string;
  message: string;
}

export interface Uploaded {
  stored: number;
  from: string;
  to: string;
  problems: PriceProblem[];
  notes: PriceProblem[];
}

export interface ManyUploaded {
  instruments: (Uploaded & { instrument: string; symbol: string })[];
  others: { count: number; symbols: string[] };
  skipped: { name: string; message: string }[];
}

export interface OwnPrices {
  typed: { day: string; price: number }[];
  uploaded: { from: string; to: string; closes: number; adjustment: Adjustment } | null;
}

/** The text of a price file, or an archive of such files. */
export type PriceFileBody = string | Blob | Uint8Array<ArrayBuffer>;

export interface UploadQuery {
  adjustment: "raw" | "split" | "unknown";
  adjustedThrough?: string;
  quotedIn?: string;
}

/** The part of the client that is about such prices. */
export interface PriceCareClient {
  /** GET /api/instruments/:id/quarantine : prices that were not believed, and what sources do not agree on. */
  quarantine(instrument: string): Promise<QuarantineList>;
  /** POST /api/instruments/:id/quarantine/:price/accept, .../dismiss : counts for the user who asks, and for nobody else. */
  acceptPrice(instrument: string, price: string): Promise<QuarantineList>;
  dismissPrice(instrument: string, price: string): Promise<QuarantineList>;
  /** POST .../restore : takes such a decision back. A series that was believed stays (404 `not_found`). */
  restorePrice(instrument: string, price: string): Promise<QuarantineList>;
  /** GET /api/instruments/:id/prices : what the user has typed and uploaded. */
  ownPrices(instrument: string): Promise<OwnPrices>;
  /** PUT /api/instruments/:id/prices : own daily prices (date,open,high,low,close,adj_close,volume, or date,close), or Stooq's files and archives. */
  uploadPrices(instrument: string, file: PriceFileBody, query: UploadQuery): Promise<Uploaded>;
  /** POST /api/prices : a file of many symbols, for all of the user's instruments that are in it. */
  uploadManyPrices(
    file: PriceFileBody,
    query?: Partial<Omit<UploadQuery, "quotedIn">> & { name?: string },
  ): Promise<ManyUploaded>;
  /** DELETE /api/instruments/:id/prices/manual/:day, .../prices/upload : takes back what was typed, or uploaded. */
  removePrice(instrument: string, day: string): Promise<OwnPrices>;
  removeUpload(instrument: string): Promise<OwnPrices>;
}

interface AskBody {
  csv?: string;
  file?: { type: string; body: BodyInit };
}
type Ask = <T>(method: string, path: string, query?: Record<string, string | undefined>, body?: AskBody) => Promise<T>;

export function createPriceCareClient(ask: Ask): PriceCareClient {
  const path = (instrument: string, ...rest: string[]) =>
    ["/instruments", ...[instrument, ...rest].map(encodeURIComponent)].join("/");
  const body = (file: PriceFileBody): AskBody =>
    typeof file === "string" ? { csv: file } : { file: { type: "application/zip", body: file } };
  return {
    quarantine: (instrument) => ask("GET", path(instrument, "quarantine")),
    acceptPrice: (instrument, price) => ask("POST", path(instrument, "quarantine", price, "accept")),
    dismissPrice: (instrument, price) => ask("POST", path(instrument, "quarantine", price, "dismiss")),
    restorePrice: (instrument, price) => ask("POST", path(instrument, "quarantine", price, "restore")),
    ownPrices: (instrument) => ask("GET", path(instrument, "prices")),
    uploadPrices: (instrument, file, { adjustment, adjustedThrough, quotedIn }) =>
      ask("PUT", path(instrument, "prices"), { adjustment, adjustedThrough, quotedIn }, body(file)),
    uploadManyPrices: (file, { name, adjustment, adjustedThrough } = {}) =>
      ask("POST", "/prices", { name, adjustment, adjustedThrough }, body(file)),
    removePrice: (instrument, day) => ask("DELETE", path(instrument, "prices", "manual", day)),
    removeUpload: (instrument) => ask("DELETE", path(instrument, "prices", "upload")),
  };
}
