import { loading, useLive, watching } from "../live.ts";
import { text } from "../text.ts";
import { Icon } from "./icon.tsx";

/** What is not as it should be, and what is still true. */
export function Banners() {
  const online = useLive((state) => state.online);
  const opening = useLive((state) => state.opening);
  const market = useLive((state) => state.marketTrouble);
  const feed = useLive((state) => state.feed);
  // Who never had a live price, because no source has one, has not lost any.
  const hasStopped = useLive(
    ({ feed, quotes }) =>
      feed.upstream === "down" && [...quotes.values()].some(({ delay }) => delay === "realtime" || delay === "delayed"),
  );
  const isReady = opening.state === "ready";

  const retry = () => {
    watching.retry();
    void loading.open();
  };
  if (!isReady) return null;
  if (!online) return <Banner message={text.banner.offline} />;
  if (opening.trouble) return <Banner message={text.banner.server(opening.trouble.message)} retry={retry} />;
  if (feed.connection === "offline") return <Banner message={text.banner.noServer} retry={retry} />;
  if (market) return <Banner message={text.banner.market(market.message)} retry={() => void loading.market()} />;
  if (feed.connection === "polling") return <Banner message={text.banner.polling} retry={retry} />;
  if (hasStopped) return <Banner message={text.banner.upstream(feed.reason)} />;
  return null;
}

function Banner({ message, retry }: { message: string; retry?: () => void }) {
  return (
    <div className="banner" role="status">
      <Icon name="warning" />
      <span>{message}</span>
      {retry && (
        <button type="button" className="link" onClick={retry}>
          {text.tryAgain}
        </button>
      )}
    </div>
  );
}
