import { type FakeAnswer, type FakeRequest, type FakeServer, startFakeServer } from "./fake-server.ts";

const POW_PAGE = `<!DOCTYPE html><html><head><title>stooq</title></head><body><noscript>This site requires JavaScript to verify your
browser. Please enable JavaScript and reload.</noscript><script>const c="6f1f9a0d2b",d=4;/* finds n, then */
fetch("/__verify",{method:"POST",body:new URLSearchParams({c,n})}).then(()=>location.reload())</script></body></html>`;
const CAPTCHA_PAGE =
  "<html><body>Przekroczony dzienny limit wywołań strony. Przepisz kod z obrazka: <img src='captcha.png'></body></html>";

/** Bodies that are no data (market-data.md 4.7), all of which come with status 200. */
export const stooqBodies = {
  empty: "",
  "header only": "Date,Open,High,Low,Close,Volume\r\n",
  "no data": "No data",
  "brak danych": "Brak danych",
  "n/d": "N/D",
  limit: "Exceeded the daily hits limit",
  "limit in polish": "Przekroczony dzienny limit wywolan",
  "limit page": CAPTCHA_PAGE,
  denied: "Access denied",
  "denied in polish": "Odmowa dostępu",
  "get a key":
    "Get your apikey:\r\n\r\n1. Open https://stooq.com/q/d/?s=spy.us&get_apikey\r\n2. Enter the captcha code.",
  "write to us": "Write to www@stooq.com if you want to use our data",
  "proof of work": POW_PAGE,
  "another page": "<html><body><form>Are you human?</form></body></html>",
  "other text": "Hello, world",
  "invalid json": '{"symbols":[{"symbol":"AAPL.US","close":273.61,"volume":}]}',
} as const;
export type StooqBody = keyof typeof stooqBodies;

export interface FakeStooq extends FakeServer {
  key: string;
  /** Rows of a symbol's history, ascending: date, close. */
  history: Map<string, [day: string, close: number][]>;
  /** Last quotes on Warsaw's clock: date, time, close. */
  quotes: Map<string, [day: string, time: string, close: number]>;
  body: StooqBody | undefined;
  polish: boolean;
  descending: boolean;
  withoutVolume: boolean;
  /** The quote endpoint answers 404, as some have seen it. */
  lightGone: boolean;
  /** Requests that count, and how many of them there may be before it says that it is too much for today. */
  hits: number;
  dailyLimit: number;
}

/** Stooq's answers on this machine, with everything it says instead of an error. */
export async function startFakeStooq({ key = "0123456789abcdef0123456789abcdef", port = 0 } = {}): Promise<FakeStooq> {
  function answer(request: FakeRequest): FakeAnswer {
    if (fake.body !== undefined) {
      const body = stooqBodies[fake.body];
      return { type: body.startsWith("<") ? "text/html" : "text/plain", body };
    }
    if (request.query.get("apikey") !== key) return { type: "text/plain", body: stooqBodies["get a key"] };
    fake.hits += 1;
    if (fake.hits > fake.dailyLimit) return { type: "text/plain", body: stooqBodies.limit };
    if (request.path === "/q/d/l/") return historyOf(request);
    if (request.path === "/q/l/" && !fake.lightGone) return lastOf(request);
    return { status: 404, type: "text/html", body: "<html>404</html>" };
  }

  function historyOf({ query }: FakeRequest): FakeAnswer {
    const from = query.get("d1") ?? "";
    const to = query.get("d2") ?? "99999999";
    const rows = (fake.history.get(query.get("s") ?? "") ?? []).filter(([day]) => {
      const compact = day.replaceAll("-", "");
      return compact >= from && compact <= to;
    });
    if (rows.length === 0) return { type: "text/plain", body: stooqBodies["no data"] };
    const english = fake.withoutVolume ? "Date,Open,High,Low,Close" : "Date,Open,High,Low,Close,Volume";
    const header = fake.polish ? "Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen" : english;
    const lines = rows.map(
      ([day, close]) => `${day},${close},${close},${close},${close}${fake.withoutVolume ? "" : ",1000"}`,
    );
    if (fake.descending) lines.reverse();
    return csv([header, ...lines]);
  }

  function lastOf({ query }: FakeRequest): FakeAnswer {
    const header = fake.polish
      ? "Symbol,Data,Czas,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen"
      : "Symbol,Date,Time,Open,High,Low,Close,Volume";
    const symbols = (query.get("s") ?? "").split(" ");
    const lines = symbols.map((symbol) => {
      const quote = fake.quotes.get(symbol);
      if (!quote) return `${symbol.toUpperCase()},N/D,N/D,N/D,N/D,N/D,N/D,N/D`;
      const [day, time, close] = quote;
      return `${symbol.toUpperCase()},${day},${time},${close},${close},${close},${close},1000`;
    });
    return csv([header, ...lines]);
  }

  const http = await startFakeServer(answer, port);
  const fake: FakeStooq = Object.assign(http, {
    key,
    history: new Map(),
    quotes: new Map(),
    body: undefined,
    polish: false,
    descending: false,
    withoutVolume: false,
    lightGone: false,
    hits: 0,
    dailyLimit: Number.POSITIVE_INFINITY,
  });
  return fake;
}

const csv = (lines: readonly string[]): FakeAnswer => ({ type: "text/csv", body: `${lines.join("\r\n")}\r\n` });

// Run by itself it is a Stooq for development, with a few days of a few symbols.
if (import.meta.main) {
  const fake = await startFakeStooq({ port: 4802 });
  const dayAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  for (const [index, symbol] of ["aapl.us", "vod.uk", "sap.de", "cdr"].entries()) {
    const rows = Array.from({ length: 250 }, (_, day): [string, number] => [
      dayAgo(250 - day),
      100 * (index + 1) + day / 10,
    ]);
    fake.history.set(symbol, rows);
    fake.quotes.set(symbol, [rows.at(-1)![0], "17:30:00", rows.at(-1)![1]]);
  }
  console.log(`Fake Stooq: TICKFOLIO_STOOQ_URL=${fake.url} TICKFOLIO_STOOQ_KEY=${fake.key}`);
}
