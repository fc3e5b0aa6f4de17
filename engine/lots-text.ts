import { isDay } from "./day.ts";
import { Decimal } from "./decimal.ts";
import type { LotChoice, TransferredLot } from "./transaction.ts";

// Lots on one line, as a file of transactions has them.
//
//     4@2020-01-02=300,6@2021-05-05=550*0.92     lots that come: units, the day they were bought, what was paid for all of them, and
//                                                where it is known the exchange rate of then
//     txn_1=4,txn_7@2020-01-02=1                 lots that go: the transaction that brought them, its day where it brought several, units

export function writeTransferredLots(lots: readonly TransferredLot[]): string {
  return lots
    .map(({ acquired, quantity, cost, exchangeRate }) => {
      return `${quantity}@${acquired}=${cost}${exchangeRate === undefined ? "" : `*${exchangeRate}`}`;
    })
    .join(",");
}

export function writeLotChoices(lots: readonly LotChoice[]): string {
  return lots
    .map(({ transaction, acquired, quantity }) => {
      return `${transaction}${acquired === undefined ? "" : `@${acquired}`}=${quantity}`;
    })
    .join(",");
}

const NUMBER = "(\\d{1,60}(?:\\.\\d{1,18})?)";
const DAY = "(\\d{4}-\\d{2}-\\d{2})";
const TRANSFERRED = new RegExp(`^${NUMBER}@${DAY}=${NUMBER}(?:\\*${NUMBER})?$`);
const CHOICE = new RegExp(`^([0-9A-Za-z_-]{1,68})(?:@${DAY})?=${NUMBER}$`);

/** Undefined where a part of the text is none of that form. */
export function readTransferredLots(text: string): TransferredLot[] | undefined {
  return readParts(text, (part) => {
    const [, quantity, acquired, cost, rate] = TRANSFERRED.exec(part) ?? [];
    if (!quantity || !acquired || !cost || !isDay(acquired)) return undefined;
    const lot = { acquired, quantity: Decimal.parse(quantity), cost: Decimal.parse(cost) };
    return rate === undefined ? lot : { ...lot, exchangeRate: Decimal.parse(rate) };
  });
}

/** Undefined where a part of the text is none of that form. */
export function readLotChoices(text: string): LotChoice[] | undefined {
  return readParts(text, (part) => {
    const [, transaction, acquired, quantity] = CHOICE.exec(part) ?? [];
    if (!transaction || !quantity || (acquired !== undefined && !isDay(acquired))) return undefined;
    const choice = { transaction, quantity: Decimal.parse(quantity) };
    return acquired === undefined ? choice : { ...choice, acquired };
  });
}

function readParts<T>(text: string, read: (part: string) => T | undefined): T[] | undefined {
  const parts = text.split(/[,;\s]+/).filter(Boolean);
  const lots = parts.flatMap((part) => read(part) ?? []);
  return lots.length === parts.length && lots.length > 0 ? lots : undefined;
}
