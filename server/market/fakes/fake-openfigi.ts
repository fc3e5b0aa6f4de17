import { parsedJson } from "../door/json.ts";
import { type FakeAnswer, type FakeRequest, type FakeServer, startFakeServer } from "./fake-server.ts";

export type OpenFigiScenario = "too-many" | "unauthorized" | "one-short" | "not-a-list";

export interface FigiRow {
  figi: string;
  name: string;
  ticker: string;
  exchCode: string;
  securityType?: string;
  securityType2?: string;
  marketSector?: string;
}

export interface FakeOpenFigi extends FakeServer {
  /** By kind and number: `ID_ISIN US0378331005`. */
  listings: Map<string, FigiRow[]>;
  key: string;
  /** How many jobs one request may have: without a key, and with one. */
  mostJobs: [open: number, keyed: number];
  scenario: OpenFigiScenario | undefined;
}

/** OpenFIGI's mapping on this machine: the answer to each job stands where the job stood. */
export async function startFakeOpenFigi(port = 0): Promise<FakeOpenFigi> {
  function answer({ path, headers, body }: FakeRequest): FakeAnswer {
    const given = headers["x-openfigi-apikey"];
    if (fake.scenario === "unauthorized" || (given !== undefined && given !== fake.key)) {
      return { status: 401, type: "text/plain", body: `Invalid API key ${given}` };
    }
    if (fake.scenario === "too-many") {
      const reset = { "ratelimit-limit": "25", "ratelimit-remaining": "0", "ratelimit-reset": "42" };
      return { status: 429, headers: reset, type: "text/plain", body: "Too Many Requests" };
    }
    const jobs = parsedJson(body);
    if (path !== "/v3/mapping" || !Array.isArray(jobs)) return json({ message: "Bad Request" }, 400);
    if (jobs.length > fake.mostJobs[given === undefined ? 0 : 1]) return json({ message: "Payload too large" }, 413);
    if (fake.scenario === "not-a-list") return json({ data: [] });
    const answers = jobs.map(({ idType, idValue }) => {
      if (!/^[A-Z0-9]+$/.test(idValue)) return { error: "Invalid idValue format" };
      const rows = fake.listings.get(`${idType} ${idValue}`);
      return rows
        ? { data: rows.map((row) => ({ marketSector: "Equity", ...row })) }
        : { warning: "No identifier found." };
    });
    return json(fake.scenario === "one-short" ? answers.slice(1) : answers);
  }

  const http = await startFakeServer(answer, port);
  const empty = { listings: new Map(), scenario: undefined, mostJobs: [5, 100] as [number, number] };
  const fake: FakeOpenFigi = Object.assign(http, { ...empty, key: "0f1e2d3c-openfigi" });
  return fake;
}

const json = (body: unknown, status = 200): FakeAnswer => ({ status, body: JSON.stringify(body) });

// Run by itself it is an OpenFIGI for development that knows one share.
if (import.meta.main) {
  const fake = await startFakeOpenFigi(4807);
  const apple = {
    figi: "BBG000B9XRY4",
    name: "APPLE INC",
    ticker: "AAPL",
    exchCode: "US",
    securityType2: "Common Stock",
  };
  fake.listings.set("ID_ISIN US0378331005", [apple]).set("ID_WERTPAPIER 865985", [apple]);
  console.log(`Fake OpenFIGI: TICKFOLIO_OPENFIGI_URL=${fake.url}`);
}
