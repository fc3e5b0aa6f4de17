import type { InstrumentId } from "@tickfolio/engine";
import { useLive } from "../live.ts";
import { closePanel } from "../panels.ts";
import { text } from "../text.ts";
import { Dialog } from "./dialog.tsx";
import { TypedPrice, UploadedPrices } from "./price-steps.tsx";

export function PricesPanel({ instrument: id }: { instrument: InstrumentId }) {
  const instrument = useLive((state) => state.instruments.get(id));
  if (!instrument) return null;
  return (
    <Dialog title={text.price.panel(instrument.symbol)} onClose={closePanel}>
      <div className="dialog-body stacked">
        <p className="quiet">{text.price.ownExplained}</p>
        <TypedPrice instrument={instrument} />
        <UploadedPrices instrument={instrument} />
      </div>
    </Dialog>
  );
}
