import "../styles/market.css";
import { BackfillLine } from "../components/backfill-line.tsx";
import { CustomSources } from "../components/market/custom-sources.tsx";
import { InstrumentList } from "../components/market/instrument-list.tsx";
import { Lead, Unseen } from "../components/market/lead.tsx";
import { PastButton } from "../components/market/past-button.tsx";
import { ProviderList } from "../components/market/provider-list.tsx";
import { UploadMany } from "../components/market/upload-many.tsx";
import { Page } from "../components/page.tsx";
import { Section } from "../components/section.tsx";
import { Skeleton } from "../components/skeleton.tsx";
import { useLive } from "../live.ts";
import { readMarketData, useInstrumentRows, useMarketData } from "../market-data.ts";
import { text } from "../text.ts";
import { marketText } from "../text-market.ts";

/** Who is asked what, what every price rests on, and what to do where something is not right. */
export function MarketDataPage() {
  const { status, keys, customs, failure } = useMarketData();
  const rows = useInstrumentRows(status?.instruments ?? []);
  const isUnseen = useLive((state) => state.settings.sourcesSeen === false);
  // Before anybody is asked it is about who will be; from then on about what they said.
  const areFirst = rows.length > 0 && !isUnseen;
  const instruments = (
    <div id="instruments">
      <Section title={marketText.instruments.title} aside={rows.length > 0 && <PastButton />}>
        <BackfillLine />
        <InstrumentList rows={rows} />
      </Section>
    </div>
  );
  return (
    <Page title={text.nav.marketData}>
      {failure && (
        <div className="trouble" role="alert">
          <p>{failure}</p>
          <button type="button" className="button" onClick={() => void readMarketData()}>
            {text.tryAgain}
          </button>
        </div>
      )}
      {!status && !failure && <Skeleton size="row" lines={8} />}
      {status && (
        <div className="market">
          <Unseen status={status} />
          <Lead status={status} rows={rows} areFirst={areFirst} />
          {areFirst && instruments}
          <div id="providers">
            <Section title={marketText.providers.title}>
              <ProviderList providers={status.items} keys={keys} />
            </Section>
          </div>
          {!areFirst && instruments}
          <div className="columns">
            <Section title={marketText.custom.title}>
              <CustomSources customs={customs} />
            </Section>
            <Section title={marketText.upload.title}>
              <UploadMany />
            </Section>
          </div>
        </div>
      )}
    </Page>
  );
}
