import type { InstrumentId } from "@tickfolio/engine";
import { useLive } from "../live.ts";
import { openPanel } from "../panels.ts";
import { useProposals } from "../proposals.ts";
import { text } from "../text.ts";
import { Icon } from "./icon.tsx";

/** One quiet line where sources report something that is not recorded; nothing where they do not. */
export function ProposalsLine({ portfolio, instrument }: { portfolio: string; instrument?: InstrumentId }) {
  const list = useProposals(portfolio);
  const symbol = useLive((state) => (instrument ? state.instruments.get(instrument)?.symbol : undefined));
  const open = (list?.items ?? []).filter(
    (one) => one.state === "open" && (instrument === undefined || one.instrument === instrument),
  );
  if (open.length === 0) return null;
  const count = (kind: string) => open.filter((one) => one.kind === kind).length;
  return (
    <p className="proposals-line">
      <Icon name="list" />
      <span>
        {text.proposals.line(count("split"), count("dividend"), count("odd-split"), symbol ?? null)}{" "}
        <button
          type="button"
          className="link"
          onClick={() => openPanel({ kind: "proposals", portfolio, ...(instrument ? { instrument } : {}) })}
        >
          {text.proposals.look}
        </button>
      </span>
    </p>
  );
}
