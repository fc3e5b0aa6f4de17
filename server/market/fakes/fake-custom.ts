import { type FakeAnswer, type FakeRequest, type FakeServer, startFakeServer } from "./fake-server.ts";

export const customScenarios = [
  "unauthorized",
  "too-often",
  "page",
  "trouble",
  "redirect-here",
  "nothing",
  "other-shape",
] as const;
export type CustomScenario = (typeof customScenarios)[number];

export interface FakeCustom extends FakeServer {
  /** Wanted in the header `X-Key`. */
  key: string;
  /** Days and closes by symbol, ascending. */
  history: Map<string, [day: string, close: number][]>;
  scenario: CustomScenario | undefined;
}

/** Some fund house's own pages: `/json/SYMBOL`, `/csv/SYMBOL`, each with a list of days. */
export async function startFakeCustom(key = "a-secret-of-mine"): Promise<FakeCustom> {
  function answer({ path, headers }: FakeRequest): FakeAnswer {
    const [, kind, name = ""] = path.split("/");
    switch (fake.scenario) {
      case "unauthorized":
        return { status: 403, type: "text/plain", body: `Go away, ${key}` };
      case "too-often":
        return { status: 429, headers: { "retry-after": "120" }, body: "" };
      case "page":
        return { type: "text/html", body: "<html>Are you human?</html>" };
      case "trouble":
        return { status: 503, body: "" };
      case "redirect-here":
        return { status: 302, headers: { location: `/json/${name}?again` }, body: "" };
      case "nothing":
        return { body: kind === "csv" ? "Day;Price;Before;Unit\n" : '{"rows":[]}' };
      case "other-shape":
        return { body: kind === "csv" ? "a,b\n1,2\n" : '{"rows":{"price":"soon"}}' };
    }
    if (headers["x-key"] !== fake.key) return { status: 401, body: "{}" };
    const rows = fake.history.get(decodeURIComponent(name));
    if (!rows) return { status: 404, body: "{}" };
    if (kind === "csv") {
      const lines = rows.map(([day, close], row) => {
        const [year, month, date] = day.split("-");
        return [`${date}.${month}.${year}`, comma(close), comma(rows[row - 1]?.[1] ?? close), "EUR"].join(";");
      });
      return { type: "text/csv", body: ["Day;Price;Before;Unit", ...lines, ""].join("\n") };
    }
    const last = rows.at(-1)!;
    return {
      body: JSON.stringify({
        last: { price: last[1], "as of": `${last[0]}T17:30:00+01:00`, unit: "EUR", before: rows.at(-2)?.[1] },
        rows: rows.map(([day, close]) => ({ day, close: String(close) })),
      }),
    };
  }
  const http = await startFakeServer(answer);
  const fake: FakeCustom = Object.assign(http, { key, history: new Map(), scenario: undefined });
  return fake;
}

const comma = (price: number) => price.toFixed(2).replace(".", ",");
