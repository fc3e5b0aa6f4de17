import {
  type Allocation,
  allocationOf,
  allocationOfAll,
  bookOfSubject,
  combineValuations,
  type Day,
  type LabelsOf,
  labelCurrency,
  labelInstrument,
  labelKind,
  labelMarket,
  type Subject,
  sameLabel,
  type Valuation,
  valueBook,
} from "@tickfolio/engine";
import { type AllocationQuery, allocationQuerySchema } from "@tickfolio/protocol";
import type { FigureHandler } from "./figure-routes.ts";
import { type FiguresInput, figuresInput, type Part } from "./figures-input.ts";
import { valuationOf } from "./figures-valuation.ts";
import { readQuery } from "./read-body.ts";

export const allocation: FigureHandler = async (deps, c) => {
  const { by, day: asked } = readQuery(c, allocationQuerySchema());
  const input = await figuresInput(deps, c, { closesSince: (_, today) => asked ?? today, through: asked });
  const day = asked ?? input.today;
  const valuation = valuationOf(input, day);
  const { partial, unpriced, unrated } = valuation;
  const allocation = allocationBy(by, valuation, input);
  return c.json({ baseCurrency: input.currency, day, by, ...allocation, partial, unpriced, unrated });
};

function allocationBy(by: AllocationQuery["by"], valuation: Valuation, input: FiguresInput): Allocation {
  const { parts, instruments } = input;
  const labelled = (labelsOf: LabelsOf) => allocationOf(valuation, labelsOf);
  const worth = (part: Part, subject: Subject, label: string) => ({
    valuation: worthOf(input, part, subject, valuation.day),
    // Where no account is named there is no label.
    labelsOf: label === "" ? () => [] : sameLabel(label),
  });
  switch (by) {
    case "instrument":
      return labelled(labelInstrument);
    case "currency":
      return labelled(labelCurrency);
    case "kind":
      return labelled(labelKind((id) => instruments.get(id)?.kind));
    case "market":
      return labelled(labelMarket((id) => instruments.get(id)?.mic ?? undefined));
    case "portfolio":
      return allocationOfAll(parts.map((part) => worth(part, { kind: "portfolio" }, part.portfolio.id)));
    case "account":
      return allocationOfAll(
        parts.flatMap((part) => accountsOf(part).map((account) => worth(part, { kind: "account", account }, account))),
      );
    default:
      return by satisfies never;
  }
}

/** Of a part of a portfolio, in the currency of the whole. */
function worthOf(
  { currency, market: whole }: FiguresInput,
  { input, market }: Part,
  subject: Subject,
  day: Day,
): Valuation {
  const valuation = valueBook(bookOfSubject({ ...input, through: day }, subject), market, day);
  return combineValuations([valuation], currency, whole.rates, day);
}

function accountsOf({ input }: Part): string[] {
  const named = input.transactions.flatMap((row) => [
    row.account ?? "",
    ...("toAccount" in row ? [row.toAccount] : []),
  ]);
  return [...new Set(named)].map((account) => account ?? "");
}
