import { Decimal, type Instrument, isDay } from "@tickfolio/engine";
import {
  manualPriceSchema,
  manyPricesQuerySchema,
  manyUploadedAnswer,
  ownPricesAnswer,
  pricesQuerySchema,
  quoteAnswer,
  uploadAnswer,
} from "@tickfolio/protocol";
import { ProviderError } from "../market/provider.ts";
import { toWireQuote } from "../push/wire-quote.ts";
import type { AppDeps } from "./deps.ts";
import { ApiError, invalid, notFound } from "./errors.ts";
import { requireUnit } from "./instrument-identity.ts";
import { instrumentOf } from "./instrument-routes.ts";
import { openFile, readBody, readQuery } from "./read-body.ts";
import type { Route, RouteContext } from "./route.ts";

const PRICE_FILES = ["text/csv", "application/zip"];

/** Prices somebody types or uploads, and takes back. Only they see them. */
export function ownPriceRoutes({ market, sources }: AppDeps): Route[] {
  const own = async (c: RouteContext, instrument: Instrument) =>
    c.json(await market.ownPrices(c.var.user.id, instrument));

  /** The wish for a price of one's own before all others goes with the last of them. */
  async function leftOf(c: RouteContext, instrument: Instrument) {
    const { id } = c.var.user;
    const [left, { pin, spellings }] = await Promise.all([
      market.ownPrices(id, instrument),
      sources.choice(id, instrument.id),
    ]);
    const isGone = (pin === "manual" && left.typed.length === 0) || (pin === "upload" && !left.uploaded);
    if (isGone) {
      await sources.saveChoice(id, instrument.id, { pin: null, spellings });
      await market.settingsChanged(id);
    }
    return c.json(left);
  }

  return [
    {
      method: "GET",
      path: "/instruments/:instrument/prices",
      summary: "The prices the user has typed, and what they have uploaded.",
      answer: ownPricesAnswer,
      handle: async (c) => own(c, await instrumentOf(c)),
    },
    {
      method: "PUT",
      path: "/instruments/:instrument/prices",
      summary:
        "Stores the user's own daily prices: date,close or date,open,high,low,close,adj_close,volume; or Stooq's tables, bulk text and archives.",
      query: pricesQuerySchema,
      body: "csv or zip",
      answer: uploadAnswer,
      handle: async (c) => {
        const options = readQuery(c, pricesQuerySchema());
        const instrument = await instrumentOf(c);
        if (options.quotedIn !== undefined) requireUnit(options.quotedIn, instrument.currency);
        const file = openFile(c, PRICE_FILES);
        const result = await correctable(market.uploadPrices(c.var.user.id, instrument, file, options));
        if (result.stored === 0) throw invalid("body", result.problems[0]?.message ?? "has no prices");
        return c.json(result);
      },
    },
    {
      method: "DELETE",
      path: "/instruments/:instrument/prices/upload",
      summary: "Takes back what the user has uploaded of an instrument. Answers with what is left.",
      answer: ownPricesAnswer,
      handle: async (c) => {
        const instrument = await instrumentOf(c);
        if (!(await market.removeUpload(c.var.user.id, instrument))) throw notFound("This upload");
        return leftOf(c, instrument);
      },
    },
    {
      method: "DELETE",
      path: "/instruments/:instrument/prices/manual/:day",
      summary: "Takes back the price the user has typed for a day. Answers with what is left.",
      answer: ownPricesAnswer,
      handle: async (c) => {
        const instrument = await instrumentOf(c);
        const day = c.req.param("day") ?? "";
        const isGone = isDay(day) && (await market.removePrice(c.var.user.id, instrument, day));
        if (!isGone) throw notFound("This typed price");
        return leftOf(c, instrument);
      },
    },
    {
      method: "PUT",
      path: "/instruments/:instrument/price",
      summary: "Stores one price the user typed, in the instrument's currency. Only they see it.",
      body: manualPriceSchema,
      answer: quoteAnswer,
      handle: async (c) => {
        const { day, price } = await readBody(c, manualPriceSchema());
        const instrument = await instrumentOf(c);
        const typed = { day, price: Decimal.parse(price) };
        return c.json(toWireQuote(await correctable(market.setPrice(c.var.user.id, instrument, typed))));
      },
    },
    {
      method: "POST",
      path: "/prices",
      summary:
        "Stores own daily prices from a file of many symbols (Stooq's bulk text and archives), for all of the user's instruments that are in it.",
      query: manyPricesQuerySchema,
      body: "csv or zip",
      answer: manyUploadedAnswer,
      handle: async (c) => {
        const { name, adjustment = "unknown", adjustedThrough } = readQuery(c, manyPricesQuerySchema());
        const instruments = await c.var.store.instruments();
        const file = openFile(c, PRICE_FILES);
        const options = { name, adjustment, adjustedThrough };
        return c.json(await correctable(market.uploadManyPrices(c.var.user.id, instruments, file, options)));
      },
    },
  ];
}

/** A price of the user's own that cannot be taken is not the provider's failure but something to correct. */
async function correctable<T>(stored: Promise<T>): Promise<T> {
  try {
    return await stored;
  } catch (error) {
    if (error instanceof ProviderError) throw new ApiError(400, "invalid", error.message);
    throw error;
  }
}
