import type { Decimal } from "../decimal.ts";
import type { Lot } from "../lot.ts";
import type { Disposal } from "../position.ts";
import { booked } from "./booked.ts";
import { DEFINITIONS } from "./definitions.ts";
import { type Explanation, explained } from "./explanation.ts";
import { lotSentence } from "./lot-sentence.ts";
import type { PositionView } from "./position-figures.ts";

export type LotFigure = "quantity" | "cost" | "localCost" | "averageCost" | "marketValue" | "unrealized";
export type DisposalFigure = "quantity" | "proceeds" | "cost" | "gain" | "pricePart" | "currencyPart";

/** Of one lot that is held. Its cost goes back to what acquired it, through all that has left or changed it since. */
export function explainLot(view: PositionView, lot: Lot, name: LotFigure): Explanation {
  const { base } = view.day;
  const { currency } = view.position;
  const node = (label: string, parts: Omit<Parameters<typeof explained>[0], "key" | "label">) =>
    explained({
      ...parts,
      label: `${label} of the lot of ${lot.acquired}`,
      key: `${label} ${lot.transaction} ${lot.acquired}`,
    });
  const part = (label: string, number: Decimal, unit: string) => {
    const formula = lotSentence(view.day, lot, label);
    const definition = name === "quantity" ? DEFINITIONS.quantity : DEFINITIONS.cost;
    return node(label, {
      formula,
      operation: "same",
      unit,
      value: number,
      terms: () => [booked(number, unit)],
      definition,
    });
  };
  switch (name) {
    case "quantity":
      return part("units", lot.quantity, "units");
    case "cost":
      return part("cost", lot.cost, base);
    case "localCost":
      return part(`cost in ${currency}`, lot.localCost, currency);
    case "averageCost": {
      const terms = [explainLot(view, lot, "localCost"), explainLot(view, lot, "quantity")];
      const definition = DEFINITIONS.averageCost;
      return node("cost of a unit", { operation: "quotient", unit: currency, terms, definition });
    }
    case "marketValue": {
      if (!view.price) return node("market value", { operation: "none", unit: base });
      const price = view.day.nodes.price(view.instrument, view.price, view.day.number);
      const rate = view.day.rate(view.price.currency);
      const terms = [explainLot(view, lot, "quantity"), price, ...(rate ? [rate] : [])];
      const definition = DEFINITIONS.marketValue;
      return node("market value", { operation: "product", unit: base, terms, definition });
    }
    case "unrealized": {
      const terms = [explainLot(view, lot, "marketValue"), explainLot(view, lot, "cost")];
      const definition = DEFINITIONS.unrealized;
      return node("unrealised gain", { operation: "sum", unit: base, signs: [1, -1], terms, definition });
    }
    default:
      return name satisfies never;
  }
}

/** Of one sale, or of what else took lots: what it brought, and what that had cost, lot by lot. */
export function explainDisposal(view: PositionView, disposal: Disposal, name: DisposalFigure): Explanation {
  const { base } = view.day;
  const { transaction, day, lots } = disposal;
  const definition = DEFINITIONS.realized;
  const node = (label: string, parts: Omit<Parameters<typeof explained>[0], "key" | "label">) =>
    explained({ definition, ...parts, label: `${label} of ${day}`, key: `${label} ${transaction}` });
  const part = (label: string, number: Decimal, unit = base) =>
    node(label, { operation: "same", unit, value: number, terms: () => [booked(number, unit)] });
  const none = (label: string) => node(label, { operation: "none", unit: base });
  switch (name) {
    case "quantity":
      return part("units that left by the disposal", disposal.quantity, "units");
    case "proceeds":
      return part("proceeds of the disposal", disposal.proceeds);
    case "cost": {
      const label = "cost of what left by the disposal";
      const sum = lots.reduce<Decimal | undefined>((all, { cost }) => all?.plus(cost) ?? cost, undefined);
      // Of a short sale that is covered, the lots are what it brought.
      if (!sum?.equals(disposal.cost)) return part(label, disposal.cost);
      const terms = () => lots.map((lot) => takenLot(view, lot));
      return node(label, { operation: "exact sum", unit: base, value: disposal.cost, terms });
    }
    case "gain": {
      const label = "gain of the disposal";
      if (!disposal.gain) return none(label);
      const terms = () => [explainDisposal(view, disposal, "proceeds"), explainDisposal(view, disposal, "cost")];
      const formula = "proceeds − cost of the lots that left";
      return node(label, { formula, operation: "exact sum", unit: base, signs: [1, -1], value: disposal.gain, terms });
    }
    case "currencyPart":
      return disposal.currencyGain
        ? part("currency part of the gain of the disposal", disposal.currencyGain)
        : none("currency part of the gain of the disposal");
    case "pricePart": {
      const label = "price part of the gain of the disposal";
      if (!disposal.gain || !disposal.currencyGain) return none(label);
      const terms = [explainDisposal(view, disposal, "gain"), explainDisposal(view, disposal, "currencyPart")];
      return node(label, {
        formula: "gain − currency part",
        operation: "exact sum",
        unit: base,
        signs: [1, -1],
        terms,
      });
    }
    default:
      return name satisfies never;
  }
}

/** All realized gains of a position, or their currency parts. */
export function explainDisposals(view: PositionView, part: "gain" | "currencyGain"): Explanation {
  const { base } = view.day;
  const known = view.disposals.filter((disposal) => disposal[part] !== null);
  const name = part === "gain" ? "gain" : "currencyPart";
  return view.node({
    ...{ label: part === "gain" ? "realised gain" : "currency part of the realised gain" },
    ...{ formula: "sum of the gains of all disposals", operation: "exact sum", unit: base },
    value: part === "gain" ? view.position.realized : view.position.realizedCurrency,
    terms: () => known.map((disposal) => explainDisposal(view, disposal, name)),
    definition: part === "gain" ? DEFINITIONS.realized : DEFINITIONS.unrealizedCurrency,
  });
}

function takenLot(view: PositionView, lot: Lot): Explanation {
  const { base } = view.day;
  return explained({
    ...{ label: `cost of what left of the lot of ${lot.acquired}` },
    ...{ key: `lot ${lot.transaction} ${lot.acquired}`, formula: lotSentence(view.day, lot, "cost") },
    ...{ operation: "same", unit: base, value: lot.cost, terms: () => [booked(lot.cost, base)] },
    definition: DEFINITIONS.cost,
  });
}
