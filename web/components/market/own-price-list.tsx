import type { Instrument } from "@tickfolio/engine";
import type { OwnPrices } from "@tickfolio/protocol";
import { useEffect, useState } from "react";
import { format } from "../../format.ts";
import { client } from "../../live.ts";
import { removeTyped, removeUpload } from "../../market-care.ts";
import { marketText } from "../../text-market.ts";

const words = marketText.panel;
const SHOWN = 5;

/** What the reader has typed and uploaded, to be taken back; read anew when the price is another one. */
export function OwnPriceList({ instrument, at }: { instrument: Instrument; at: string | undefined }) {
  const [own, setOwn] = useState<OwnPrices>();
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: Another price may be one of these.
  useEffect(() => {
    let isCurrent = true;
    client.ownPrices(instrument.id).then(
      (prices) => isCurrent && setOwn(prices),
      // Typing and uploading still work, and say what is wrong.
      () => {},
    );
    return () => {
      isCurrent = false;
    };
  }, [instrument.id, at, turn]);

  if (!own || (own.typed.length === 0 && !own.uploaded)) return null;
  const again = () => setTurn(turn + 1);
  return (
    <ul className="own-prices">
      {own.typed
        .toReversed()
        .slice(0, SHOWN)
        .map((typed) => (
          <li key={typed.day}>
            <span>{words.typed(format.price(typed.price, instrument.currency), format.day(typed.day))}</span>
            <button
              type="button"
              className="link"
              aria-label={words.removeTyped(format.day(typed.day))}
              onClick={() => void removeTyped(instrument, typed).then(again)}
            >
              {words.remove}
            </button>
          </li>
        ))}
      {own.typed.length > SHOWN && <li className="quiet">{words.more(own.typed.length - SHOWN)}</li>}
      {own.uploaded && (
        <li>
          <span>{words.uploaded(own.uploaded.closes, format.day(own.uploaded.from), format.day(own.uploaded.to))}</span>
          <button
            type="button"
            className="link"
            aria-label={words.removeUpload}
            onClick={() => void removeUpload(instrument).then(again)}
          >
            {words.remove}
          </button>
        </li>
      )}
    </ul>
  );
}
