import { type InstrumentKind, symbolFrom } from "@tickfolio/engine";
import type { HttpAnswer } from "../door/http.ts";
import { fieldOf, listOf, parsedJson, textOf } from "../door/json.ts";
import { whenAgain } from "../door/retry-at.ts";
import {
  type FoundInstrument,
  type Identifier,
  type Provider,
  ProviderError,
  type ProviderParts,
} from "../provider.ts";
import type { Limits } from "../quota/limiter.ts";
import { createOpenDoor } from "./open-door.ts";

const NAME = "openfigi";
const TITLE = "OpenFIGI";
const HOME = "https://api.openfigi.com";
/** How many identifiers one request may hold, and how often it may be asked; a free key allows more. */
const OPEN_BATCH = 5;
const KEYED_BATCH = 100;
const OPEN: Limits = { windows: [{ requests: 20, perMs: 60_000 }], spacingMs: 250, longestWaitMs: 20_000 };
const KEYED: Limits = { windows: [{ requests: 20, perMs: 6_000 }], spacingMs: 100, longestWaitMs: 20_000 };

const ID_TYPES: Record<Identifier["kind"], string> = {
  isin: "ID_ISIN",
  wkn: "ID_WERTPAPIER",
  cusip: "ID_CUSIP",
  sedol: "ID_SEDOL",
  figi: "ID_BB_GLOBAL",
};

const KINDS: Record<string, InstrumentKind> = {
  "Common Stock": "stock",
  "Depositary Receipt": "stock",
  Preference: "stock",
  REIT: "stock",
  Unit: "stock",
  "Mutual Fund": "fund",
  ETP: "fund",
};

const failure = (reason: ProviderError["reason"], message: string, retryAt?: string) =>
  new ProviderError(NAME, reason, message, retryAt);

/** The listings behind ISINs, WKNs, CUSIPs, SEDOLs and FIGIs. It knows no prices and no currencies. */
export function createOpenFigi(parts: ProviderParts): Provider {
  const { clock } = parts;
  const key = parts.key?.trim() ?? "";
  const kind = {
    ...{ name: NAME, title: TITLE, home: HOME, limits: key === "" ? OPEN : KEYED },
    ...(key === "" ? {} : { headers: { "X-OPENFIGI-APIKEY": key }, secret: key }),
  };
  const door = createOpenDoor(kind, parts);
  let batch = key === "" ? OPEN_BATCH : KEYED_BATCH;

  /** `undefined`: these were too many for one request. */
  function ask(identifiers: readonly Identifier[], signal?: AbortSignal): Promise<FoundInstrument[][] | undefined> {
    const json = identifiers.map((each) => ({ idType: ID_TYPES[each.kind], idValue: each.value }));
    return door.ask({ path: "/v3/mapping", json, signal }, (answer) => {
      if (answer.status === 413 && identifiers.length > 1) return undefined;
      return read(answer, identifiers, key !== "", clock());
    });
  }

  return {
    name: NAME,
    title: TITLE,
    capabilities: new Set(["resolve"]),
    hosts: door.hosts,
    asks: "The ISIN, WKN, CUSIP, SEDOL or FIGI you search for or import, to find where it is listed. Nothing else goes along.",
    scope: parts.scope ?? "public",
    defaultOn: true,
    key: {
      isNeeded: false,
      howToGet: "It answers without one; a free key from openfigi.com lets it answer more at once.",
    },
    keyRemedy: parts.keyRemedy,
    quoteBatch: 1,
    freshMs: 0,
    covers: () => false,
    budget: door.budget,

    async resolve(identifiers, signal) {
      signal?.throwIfAborted();
      const found: FoundInstrument[][] = [];
      while (found.length < identifiers.length) {
        const asked = identifiers.slice(found.length, found.length + batch);
        const answers = await ask(asked, signal);
        // How many it takes is said differently in different places: it has the last word.
        if (answers) found.push(...answers);
        else batch = Math.max(1, Math.floor(asked.length / 2));
      }
      return found;
    },

    async test(signal) {
      await ask([{ kind: "figi", value: "BBG000B9XRY4" }], signal);
    },
  };
}

function read(answer: HttpAnswer, asked: readonly Identifier[], hasKey: boolean, nowMs: number): FoundInstrument[][] {
  const { status } = answer;
  if (status === 429) {
    const retryAt = new Date(whenAgain(answer.headers, nowMs)).toISOString();
    throw failure("rate-limited", `${TITLE}'s limit of requests is reached.`, retryAt);
  }
  if (status === 401 || status === 403) {
    if (hasKey) throw failure("unauthorized", `${TITLE} rejected the key.`);
    throw failure("blocked", `${TITLE} does not answer without a key now.`);
  }
  if (status >= 500) throw failure("transient", `${TITLE} has trouble (HTTP ${status}).`);
  const body = parsedJson(answer.text);
  // Answers say nothing of what they answer: each stands where its question stood, or none can be believed.
  if (status !== 200 || !Array.isArray(body) || body.length !== asked.length) {
    throw failure("malformed", `${TITLE}'s answer is not the list it should be (HTTP ${status}).`);
  }
  // A warning or an error in place of data: this one is known to nobody, or is none.
  return body.map((each, index) => listingsOf(listOf(each, "data"), asked[index]!));
}

/** The listings on markets we know, each once. What trades on many American venues is one listing. */
function listingsOf(rows: readonly unknown[], { kind, value }: Identifier): FoundInstrument[] {
  const found = new Map<string, FoundInstrument>();
  for (const row of rows) {
    const symbol = symbolOf(row);
    const type = KINDS[textOf(row, "securityType2") ?? ""] ?? KINDS[textOf(row, "securityType") ?? ""];
    if (symbol === undefined || fieldOf(row, "marketSector") !== "Equity" || found.has(symbol)) continue;
    const figi = textOf(row, "figi");
    found.set(symbol, {
      ...{ symbol, name: textOf(row, "name") ?? symbol, kind: type ?? "stock", mic: null, currency: null },
      ...(kind === "isin" ? { isin: value } : {}),
      ...(figi === undefined ? {} : { figi }),
      source: NAME,
    });
  }
  return [...found.values()];
}

/** Where share classes are part of the ticker and of the name: `VOLVB`, "VOLVO AB-B SHS". Elsewhere the class is apart. */
const NORDIC = new Set(["SS", "DC"]);

function symbolOf(row: unknown): string | undefined {
  const [ticker, market] = [textOf(row, "ticker"), textOf(row, "exchCode")];
  if (ticker === undefined || market === undefined) return undefined;
  const letter = NORDIC.has(market) ? /-([A-D])( SHS)?$/.exec(textOf(row, "name") ?? "")?.[1] : undefined;
  const isClass = letter !== undefined && ticker.length > 2 && ticker.endsWith(letter);
  return symbolFrom("openfigi", isClass ? `${ticker.slice(0, -1)}-${letter}` : ticker, market);
}
