import { strToU8, zipSync } from "fflate";
import { type FakeAnswer, type FakeRequest, type FakeServer, startFakeServer } from "./fake-server.ts";

/** What the ECB's files may look like when they are not right, or not as they were. */
export type EcbScenario = "doctype" | "corrupt" | "bomb" | "lying-size" | "other-file" | "broken-row" | "no-rates";

export interface FakeEcb extends FakeServer {
  /** Days with rates, ascending. */
  rates: Map<string, Record<string, number | undefined>>;
  scenario: EcbScenario | undefined;
  /** When the files last changed; a request that knows is answered 304. */
  modified: string | undefined;
}

/** The ECB's three files on this machine. */
export async function startFakeEcb(port = 0): Promise<FakeEcb> {
  function answer(request: FakeRequest): FakeAnswer {
    const headers: Record<string, string> = fake.modified === undefined ? {} : { "last-modified": fake.modified };
    if (fake.modified !== undefined && request.headers["if-modified-since"] === fake.modified) {
      return { status: 304, body: "" };
    }
    const days = [...fake.rates.entries()].reverse();
    switch (request.path) {
      case "/eurofxref-daily.xml":
        return { type: "text/xml", headers, body: xmlOf(days.slice(0, 1), fake.scenario) };
      case "/eurofxref-hist-90d.xml":
        return { type: "text/xml", headers, body: xmlOf(days, fake.scenario) };
      case "/eurofxref-hist.zip":
        return { type: "application/zip", headers, body: zipOf(csvOf(days, fake.scenario), fake.scenario) };
      default:
        return { status: 404, type: "text/html", body: "<html>Not found</html>" };
    }
  }

  const http = await startFakeServer(answer, port);
  const fake: FakeEcb = Object.assign(http, { rates: new Map(), scenario: undefined, modified: undefined });
  return fake;
}

type Days = [day: string, rates: Record<string, number | undefined>][];

function xmlOf(days: Days, scenario: EcbScenario | undefined): string {
  const cubes = days.map(([day, rates]) => {
    const rows = Object.entries(rates)
      .filter(([, rate]) => rate !== undefined)
      .map(([currency, rate]) => `<Cube currency='${currency}' rate='${rate}'/>`);
    return `<Cube time='${day}'>${rows.join("")}</Cube>`;
  });
  const doctype = scenario === "doctype" ? '<!DOCTYPE a [<!ENTITY b "c">]>' : "";
  return `<?xml version="1.0" encoding="UTF-8"?>${doctype}
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
 <gesmes:subject>Reference rates</gesmes:subject><Cube>${scenario === "no-rates" ? "" : cubes.join("\n")}</Cube></gesmes:Envelope>`;
}

/** With columns nobody knows, for which no rate was ever set, and a comma at the end of every line. */
function csvOf(days: Days, scenario: EcbScenario | undefined): string {
  const currencies = [...new Set(days.flatMap(([, rates]) => Object.keys(rates))), "XQX"];
  const rows = days.map(
    ([day, rates]) => `${day},${currencies.map((currency) => rates[currency] ?? "N/A").join(",")},`,
  );
  if (scenario === "no-rates") rows.length = 0;
  if (scenario === "broken-row") rows[0] = rows[0]!.slice(0, 14);
  return [`Date,${currencies.join(",")},`, ...rows].join("\n");
}

function zipOf(csv: string, scenario: EcbScenario | undefined): Uint8Array {
  const name = scenario === "other-file" ? "readme.txt" : "eurofxref-hist.csv";
  const text = scenario === "bomb" ? csv + " ".repeat(21 * 1024 * 1024) : csv;
  const bytes = zipSync({ [name]: strToU8(text) }, { level: 1 });
  if (scenario === "corrupt") bytes.fill(255, 40, Math.min(120, bytes.length));
  if (scenario === "lying-size") {
    // The directory at the end claims a size that the unpacked text exceeds by far.
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < bytes.length - 4; at++) {
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 60, true);
    }
  }
  return bytes;
}

// Run by itself it is an ECB for development, with a hundred days of three currencies.
if (import.meta.main) {
  const fake = await startFakeEcb(4803);
  for (let ago = 100; ago > 0; ago--) {
    const day = new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
    fake.rates.set(day, { USD: 1.16 + ago / 10_000, GBP: 0.87, JPY: 179.4 });
  }
  console.log(`Fake ECB: TICKFOLIO_ECB_URL=${fake.url}`);
}
