import { expect, test } from "vitest";
import { convertFigures, joinFigures, POSITION_FIGURES } from "./figures.ts";
import { aaplOf } from "./testing.ts";

const priced = aaplOf(
  "2024-03-01 buy 10 AAPL @ 100.00\n2024-03-04 price AAPL 101.00\n2024-03-05 price AAPL 103.00",
  "2024-03-05",
);
const unpriced = aaplOf("2024-03-01 buy 2 AAPL @ 90.00", "2024-03-05");

test("together, what is always known adds up, and a gain is known only where all its parts are", () => {
  const joined = joinFigures(priced, unpriced, POSITION_FIGURES);
  expect(joined).toMatchObject({ cost: 1180, purchased: 1180, marketValue: null, unrealized: null, gain: null });
  expect(joined).toMatchObject({ dayChange: 20, dayBase: 1010 });
  expect(joined).toMatchObject({ averageCost: null, gainRatio: null, dayChangeRatio: null, weight: null });
  expect(joinFigures(priced, priced, POSITION_FIGURES)).toMatchObject({ marketValue: 2060, gain: 60 });
});

test("in another currency, money goes by its rate; ratios and what is in the listing's own currency stay", () => {
  const { gainRatio, averageCost, localMarketValue, dayChangeRatio } = priced;
  expect(convertFigures(priced, POSITION_FIGURES, 2)).toMatchObject({
    ...{ cost: 2000, marketValue: 2060, unrealized: 60, dayChange: 40 },
    ...{ gainRatio, averageCost, localMarketValue, dayChangeRatio },
  });
  expect(convertFigures(unpriced, POSITION_FIGURES, 2)).toMatchObject({ cost: 360, marketValue: null });
});
