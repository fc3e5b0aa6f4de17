import "../../styles/market.css";
import type { ProviderStatus } from "@tickfolio/protocol";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import { changes, client, useLive } from "../../live.ts";
import { isOn } from "../../market-data.ts";
import { tellFailure } from "../../notices.ts";
import { sourcesShown } from "../../sources-shown.ts";
import { text } from "../../text.ts";
import { marketText } from "../../text-market.ts";
import { Switch } from "../field.tsx";

/** Before the first request: who will be asked what, each with a switch. */
export function FirstSources() {
  const switches = useLive((state) => state.settings.providers);
  const [sources, setSources] = useState<readonly ProviderStatus[]>([]);
  useEffect(() => {
    let isHere = true;
    client.marketStatus({ instruments: false }).then(
      ({ items }) => isHere && setSources(items.filter(({ hosts }) => hosts.length > 0)),
      // It was not shown, so nobody is asked; the page on market data shows it later.
      () => {},
    );
    return () => {
      isHere = false;
      sourcesShown.set(false);
    };
  }, []);
  useEffect(() => sourcesShown.set(sources.length > 0), [sources]);

  if (sources.length === 0) return null;
  const words = text.firstRun.asked;
  // Who was switched off here stays in sight.
  const listed = sources.filter((one) => one.state !== "needs-key" && (one.defaultOn || isOn(one, switches)));
  const turn = ({ name }: ProviderStatus, on: boolean) =>
    changes.saveSettings({ providers: { ...switches, [name]: on } }).catch(tellFailure);
  return (
    <section className="first-sources" aria-labelledby="first-sources">
      <h2 id="first-sources">{words.title}</h2>
      <p className="quiet">{words.lead}</p>
      <ul className="providers">
        {listed.map((one) => (
          <li key={one.name} className="provider">
            <strong>{one.title}</strong>
            <p>{one.asks}</p>
            <Switch
              label={marketText.providers.use(one.title)}
              checked={isOn(one, switches)}
              onChange={(on) => void turn(one, on)}
            />
          </li>
        ))}
      </ul>
      {sources.length > listed.length && (
        <p className="quiet">
          {words.more(sources.length - listed.length)}{" "}
          <Link href="/market-data" className="link">
            {words.see}
          </Link>
        </p>
      )}
    </section>
  );
}
