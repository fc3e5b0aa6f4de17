import type { InstrumentData } from "@tickfolio/protocol";
import { useCell } from "../../cell.ts";
import { format } from "../../format.ts";
import { nameOf } from "../../market-care.ts";
import { type InstrumentRow, isDisputed, marketData, titleFor } from "../../market-data.ts";
import { marketText } from "../../text-market.ts";
import { Dot } from "../dot.tsx";
import { Unpriced } from "../figure.tsx";
import { Icon } from "../icon.tsx";

const words = marketText.instruments;

export function Price({ row: { data, isOld } }: { row: InstrumentRow }) {
  if (data.price === undefined) return <Unpriced />;
  return (
    <span className="priced">
      {format.price(data.price, data.currency)}
      {isOld && <Dot state="stale" />}
    </span>
  );
}

/** Who said the price, and whether somebody wants it so. */
export function Source({ data }: { data: InstrumentData }) {
  const { status } = useCell(marketData);
  const name = (source: string) => nameOf(source, titleFor(source, status));
  if (data.source === null) return data.pin ? <small>{words.pinnedTo(name(data.pin))}</small> : null;
  return (
    <span className="source-name">
      {name(data.source)}
      {data.pinned && <span className="own-tag">{words.pinned}</span>}
      {!data.pinned && data.pin && <small>{words.pinnedTo(name(data.pin))}</small>}
    </span>
  );
}

/** How much past there is, of the source that has most of it. */
export function HistoryWords({ data }: { data: InstrumentData }) {
  const best = data.series.toSorted((a, b) => b.closes - a.closes)[0];
  if (!best) return <>{words.noHistory}</>;
  return (
    <>
      {words.closes(best.closes)}
      {best.missing > 0 && <small>{words.gaps(best.missing)}</small>}
    </>
  );
}

/** What there is to be decided, in a few words. */
export function Decisions({ row: { data, isHeld, isOld, needsYou } }: { row: InstrumentRow }) {
  const notes = [
    data.source === null && isHeld && words.unpriced,
    data.quarantined.length > 0 && words.odd(data.quarantined.length),
    isDisputed(data) && words.differ(data.disagreements.length),
    isOld && words.old,
  ].filter((note) => note !== false);
  if (notes.length === 0) return <span className="quiet to-do">{data.source === null ? "" : words.fine}</span>;
  return (
    <span className={needsYou ? "to-do needs" : "to-do"}>
      {needsYou && <Icon name="warning" />}
      {format.list(notes)}
    </span>
  );
}
