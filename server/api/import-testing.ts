import { dayNumber } from "@tickfolio/engine";
import { newId } from "@tickfolio/protocol";
import { createSimulator } from "../market/providers/simulator.ts";
import { scripted } from "../market/testing.ts";
import { makePortfolio, NOW, startApp } from "./testing.ts";

export const HEADER = "date,kind,symbol,quantity,price,amount,currency,fee,account,note";
export const FILE = `${HEADER}
2026-01-05,buy,SAP.DE,10,150.20,,EUR,1.50,Broker,first
2026-01-06,buy,aapl.us,5,200,,USD,,Broker,
2026-01-06,buy,VOD.L,1000,85.5,,GBX,,Broker,
2026-02-10,dividend,AAPL,,,2.50,USD,,Broker,
2026-02-11,sell,SAP.DE,4,160,,EUR,,Broker,
`;

/** A bank whose rates do not move. */
const bank = scripted({
  name: "bank",
  capabilities: ["rates"],
  covers: () => false,
  clock: () => NOW,
  rest: {
    rates: async () => {
      const days = Int32Array.from({ length: 90 }, (_, index) => dayNumber("2026-03-02") - 89 + index);
      const column = (rate: number) => new Float64Array(90).fill(rate);
      return { base: "EUR", source: "bank", days, columns: { USD: column(1.1), GBP: column(0.85) } };
    },
  },
});

/** A server with a rate for every day, and an empty portfolio in euros to bring files into. */
export async function start() {
  const server = startApp({ providers: [createSimulator({ clock: () => NOW }), bank] });
  const ann = server.as("ann");
  const portfolio = await makePortfolio(ann);
  const load = (text: string, commit = true, id = newId("ent")) =>
    ann.importTrades(portfolio, { name: "trades.csv", text, entry: id, commit });
  return { ...server, ann, portfolio, load };
}

export const fates = (rows: { fate: string }[]) => rows.map(({ fate }) => fate);
