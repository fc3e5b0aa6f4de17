import { returnCapital, split, stockDividend, takeBackStockDividend } from "./corporate-actions.ts";
import { Decimal } from "./decimal.ts";
import type { Holding } from "./holding.ts";
import type { InstrumentTransaction, Posting } from "./posting.ts";
import type {
  Merger,
  Move,
  ReinvestedDividend,
  ReturnOfCapital,
  SpinOff,
  Split,
  StockDividend,
  SymbolChange,
  Trade,
  TransferIn,
  TransferOut,
} from "./transaction.ts";
import { move, transferIn, transferOut } from "./transfers.ts";

/** A posting of one instrument alone. A merger and its like concern two: see `passOn`. */
type OfOne = Exclude<InstrumentTransaction, SpinOff | Merger | SymbolChange>;

/** Does to a holding what a posting says. Gives back what units that went elsewhere were worth, in base. */
export function applyPosting(posting: Posting, holding: Holding): Decimal {
  const { day } = posting;
  const transaction = posting.transaction as OfOne;
  switch (transaction.kind) {
    case "buy":
    case "reinvested-dividend":
      holding.enter(posting as Posting<Trade | ReinvestedDividend>, posting.net);
      break;
    case "sell":
    case "cash-in-lieu":
    case "reinvested-dividend-reversal":
      holding.leave(posting as Posting<Trade | ReinvestedDividend>, posting.net, "realized");
      break;
    case "transfer-in":
      transferIn(holding, posting as Posting<TransferIn>);
      break;
    case "transfer-out":
      return transferOut(holding, posting as Posting<TransferOut>);
    case "move":
      return move(holding, posting as Posting<Move>);
    case "split":
      split(holding, posting as Posting<Split>);
      break;
    case "stock-dividend":
      stockDividend(holding, posting as Posting<StockDividend>);
      break;
    case "stock-dividend-reversal":
      takeBackStockDividend(holding, posting as Posting<StockDividend>);
      break;
    case "return-of-capital":
      returnCapital(holding, posting as Posting<ReturnOfCapital>);
      break;
    case "dividend":
    case "dividend-reversal":
      holding.step(day);
      break;
    default:
      transaction satisfies never;
  }
  return Decimal.ZERO;
}
