import type { HeldKey, ProviderStatus } from "@tickfolio/protocol";
import { useLive } from "../../live.ts";
import { isOn } from "../../market-data.ts";
import { marketText } from "../../text-market.ts";
import { isSilent } from "./lead.tsx";
import { ProviderRow } from "./provider-row.tsx";

interface Props {
  providers: readonly ProviderStatus[];
  keys: readonly HeldKey[];
}

/** Who is asked; and, folded away, who could be. */
export function ProviderList({ providers, keys }: Props) {
  const switches = useLive((state) => state.settings.providers);
  const isAsked = (one: ProviderStatus) =>
    isOn(one, switches) && (one.state !== "needs-key" || (one.key !== undefined && one.key.held !== "none"));
  const isOutside = ({ hosts }: ProviderStatus) => hosts.length > 0;
  // What is silent needs the reader most, and what lies on this machine least.
  const rank = (one: ProviderStatus) => (isSilent(one) ? 0 : isOutside(one) ? 1 : 2);
  const ordered = providers.toSorted((a, b) => rank(a) - rank(b));
  const asked = ordered.filter(isAsked);
  const others = ordered.filter((one) => !isAsked(one));
  const row = (provider: ProviderStatus) => (
    <ProviderRow
      key={provider.name}
      provider={provider}
      isOn={isOn(provider, switches)}
      held={keys.filter((key) => key.provider === provider.name)}
    />
  );
  return (
    <>
      <ul className="providers">{asked.map(row)}</ul>
      {others.length > 0 && (
        <details className="other-providers" open={!asked.some(isOutside)}>
          <summary>{marketText.providers.others(others.length)}</summary>
          <p className="quiet">{marketText.providers.othersNote}</p>
          <ul className="providers">{others.map(row)}</ul>
        </details>
      )}
    </>
  );
}
