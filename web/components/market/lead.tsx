import type { MarketStatus, ProviderStatus } from "@tickfolio/protocol";
import { useLive } from "../../live.ts";
import { begin } from "../../market-care.ts";
import { type InstrumentRow, isDisputed, isOn } from "../../market-data.ts";
import { marketText } from "../../text-market.ts";
import { Icon } from "../icon.tsx";

const words = marketText.lead;

interface LeadProps {
  status: MarketStatus;
  rows: readonly InstrumentRow[];
  /** The instruments stand right below, what needs the reader at the top. */
  areFirst: boolean;
}

/** The whole in one sentence: that all is fresh, or what needs the reader. */
export function Lead({ status, rows, areFirst }: LeadProps) {
  const parts = needsOf(status, rows);
  const isEmpty = rows.length === 0;
  return (
    <p className="market-lead">
      {!isEmpty && <Icon name={parts.length === 0 ? "check" : "warning"} />}
      <span>
        {parts.length > 0 ? sentence(parts) : isEmpty ? words.none : words.fresh(priced(rows))}{" "}
        {!areFirst && rows.some(({ needsYou, isOld }) => needsYou || isOld) && (
          <a href="#instruments" className="link">
            {words.see}
          </a>
        )}{" "}
        {areFirst && status.items.some(isSilent) && (
          <a href="#providers" className="link">
            {words.why}
          </a>
        )}
      </span>
    </p>
  );
}

function needsOf({ items }: MarketStatus, rows: readonly InstrumentRow[]): string[] {
  const count = (of: (row: InstrumentRow) => boolean) => rows.filter(of).length;
  const unpriced = count(({ data, isHeld }) => data.source === null && isHeld);
  const odd = rows.reduce((sum, { data }) => sum + data.quarantined.length, 0);
  const differ = count(({ data }) => isDisputed(data));
  const old = count(({ isOld }) => isOld);
  const silent = items.filter(isSilent);
  return [
    unpriced > 0 && words.unpriced(unpriced),
    odd > 0 && words.odd(odd),
    differ > 0 && words.differ(differ),
    old > 0 && words.old(old),
    silent.length > 0 && words.sources(silent.map(({ title }) => title)),
  ].filter((part) => part !== false);
}

/** It should answer, and does not. */
export function isSilent({ enabled, state, key }: ProviderStatus): boolean {
  if (state === "needs-key") return key !== undefined && key.held !== "none";
  return enabled && (state === "failing" || state === "blocked");
}

const priced = (rows: readonly InstrumentRow[]) => rows.filter(({ data }) => data.source !== null).length;

function sentence(parts: readonly string[]): string {
  const whole = words.needs(parts);
  return whole.charAt(0).toUpperCase() + whole.slice(1);
}

/** Before the first request: who would be asked stands below, and nothing is sent before the reader says so. */
export function Unseen({ status }: { status: MarketStatus }) {
  const isUnseen = useLive((state) => state.settings.sourcesSeen === false);
  const switches = useLive((state) => state.settings.providers);
  if (!isUnseen) return null;
  const asked = status.items.filter((one) => one.hosts.length > 0 && one.state !== "needs-key" && isOn(one, switches));
  return (
    <div className="unseen">
      <h2>{marketText.unseen.title}</h2>
      <p>{asked.length > 0 ? marketText.unseen.body : marketText.unseen.nobody}</p>
      {asked.length > 0 && (
        <button type="button" className="button primary" onClick={() => void begin()}>
          {marketText.unseen.begin}
        </button>
      )}
    </div>
  );
}
