import fc from "fast-check";
import { addDays } from "./day.ts";
import { Decimal } from "./decimal.ts";
import type { Charge } from "./transaction.ts";

// Arbitrary transactions of the kinds that `fake-journal.ts` has no trades, dividends or cash for.

/** What the arbitrary rows are made of. */
export interface Parts {
  listings: Record<string, string>;
  firstDay: string;
  units: fc.Arbitrary<Decimal>;
  cents(max: number): fc.Arbitrary<Decimal>;
  charge: fc.Arbitrary<{ fee?: Charge; tax?: Charge }>;
}

const RATIOS = [
  [1, 1],
  [1, 2],
  [2, 1],
  [1, 3],
  [5, 4],
] as const;

/** Transfers with lots or without, with a worth or without, moves, and everything that companies do; none with an id or a day. */
export function otherKinds({ listings, firstDay, units, cents, charge }: Parts) {
  const instrument = fc.constantFrom(...Object.keys(listings));
  const share = fc.integer({ min: 0, max: 100 }).map((percent) => Decimal.parse(String(percent / 100)));
  const ratio = fc.constantFrom(...RATIOS).map(([numerator, denominator]) => ({ numerator, denominator }));
  const account = fc.constantFrom("A", "B");
  const of = <T extends { instrument: string }>(fields: T) => ({ ...fields, currency: listings[fields.instrument]! });
  const named = fc.option(
    fc.array(fc.record({ transaction: fc.integer({ min: 1, max: 40 }).map((n) => `txn_${n}`), quantity: units }), {
      minLength: 1,
      maxLength: 3,
    }),
    { nil: undefined },
  );

  const reinvested = fc
    .record({
      kind: fc.constantFrom("reinvested-dividend", "reinvested-dividend", "reinvested-dividend-reversal"),
      ...{ instrument, quantity: units, amount: cents(100) },
    })
    .map(of);
  const reversal = fc
    .record({ kind: fc.constant("dividend-reversal"), instrument, amount: cents(100), charge })
    .map(({ charge, ...fields }) => of({ ...fields, ...charge }));
  const stock = fc.record({
    kind: fc.constantFrom("stock-dividend", "stock-dividend", "stock-dividend-reversal"),
    ...{ instrument, quantity: units },
  });
  const lieu = fc
    .record({ kind: fc.constant("cash-in-lieu"), instrument, quantity: units, amount: cents(50), charge })
    .map(({ charge, ...fields }) => of({ ...fields, ...charge }));
  const lot = fc.record({
    acquired: fc.integer({ min: 1, max: 900 }).map((days) => addDays(firstDay, -days)),
    ...{ quantity: units, cost: cents(5000) },
    exchangeRate: fc.option(cents(2), { nil: undefined }),
  });
  const worth = fc.oneof(fc.record({ price: cents(500) }), fc.record({ amount: cents(5000) }), fc.constant({}));
  const transferIn = fc
    .record({
      instrument,
      quantity: units,
      worth,
      charge,
      lots: fc.option(fc.array(lot, { minLength: 1, maxLength: 3 })),
    })
    .map(({ worth, charge, lots, quantity, ...fields }) => {
      const own = { ...fields, kind: "transfer-in" as const, ...worth, ...charge };
      if (!lots) return of({ ...own, quantity, ...(Object.keys(worth).length > 0 ? {} : { amount: Decimal.ONE }) });
      const sum = lots.reduce((total, { quantity: part }) => total.plus(part), Decimal.ZERO);
      const isBase = listings[fields.instrument] === "EUR";
      const brought = lots.map(({ exchangeRate, ...rest }) =>
        isBase || !exchangeRate ? rest : { ...rest, exchangeRate },
      );
      return of({ ...own, quantity: sum, lots: brought });
    });
  const transferOut = fc
    .record({ instrument, quantity: units, worth, charge, lots: named })
    .map(({ worth, charge, lots, ...fields }) =>
      of({ ...fields, kind: "transfer-out" as const, ...worth, ...charge, ...(lots ? { lots } : {}) }),
    );
  const move = fc
    .record({ instrument, quantity: units, worth, charge, from: account, to: account })
    .filter(({ from, to }) => from !== to)
    .map(({ worth, charge, from, to, ...fields }) =>
      of({ ...fields, kind: "move" as const, account: from, toAccount: to, ...worth, ...charge }),
    );
  const pair = fc
    .record({ instrument, newInstrument: instrument })
    .filter((fields) => fields.instrument !== fields.newInstrument);
  const spinOff = fc
    .record({ pair, ratio, costShare: share })
    .map(({ pair, ratio, costShare }) => ({ ...pair, ...ratio, costShare, kind: "spin-off" as const }));
  const merger = fc
    .record({ pair, ratio, amount: fc.option(cents(200)), cashCostShare: fc.option(share), charge })
    .map(({ pair, ratio, amount, cashCostShare, charge }) => {
      const cash = amount ? { amount, ...(cashCostShare ? { cashCostShare } : {}) } : {};
      return of({ ...pair, ...ratio, kind: "merger" as const, ...cash, ...charge });
    });
  const rename = pair.map((fields) => ({ ...fields, kind: "symbol-change" as const }));
  const capital = fc
    .record({ instrument, amount: cents(200), charge })
    .map(({ charge, ...fields }) => of({ ...fields, kind: "return-of-capital" as const, ...charge }));
  const companies = fc.oneof({ weight: 2, arbitrary: spinOff }, merger, rename, { weight: 2, arbitrary: capital });
  return fc.oneof(
    ...[reinvested, reversal, stock, lieu, companies],
    { weight: 2, arbitrary: transferIn },
    ...[transferOut, move],
  );
}
