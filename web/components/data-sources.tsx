import type { ProviderStatus } from "@tickfolio/protocol";
import { useCallback, useEffect, useState } from "react";
import { format } from "../format.ts";
import { changes, client, serverNow, useLive } from "../live.ts";
import { tellFailure } from "../notices.ts";
import { text } from "../text.ts";
import { troubleOf } from "../trouble-words.ts";
import { Switch } from "./field.tsx";
import { KeySteps } from "./key-steps.tsx";
import { Skeleton } from "./skeleton.tsx";

/** Who is asked what, and with what of the reader's data; each with a switch. */
export function DataSources() {
  const providers = useLive((state) => state.settings.providers);
  const [sources, setSources] = useState<readonly ProviderStatus[] | null>(null);
  const [failure, setFailure] = useState<string>();

  const read = useCallback(async () => {
    try {
      setSources((await client.marketStatus()).items);
      setFailure(undefined);
    } catch (error) {
      setFailure(troubleOf(error));
    }
  }, []);
  useEffect(() => void read(), [read]);

  async function turn(name: string, isOn: boolean): Promise<void> {
    try {
      await changes.saveSettings({ providers: { ...providers, [name]: isOn } });
      await read();
    } catch (error) {
      tellFailure(error);
    }
  }

  if (failure) {
    return (
      <div className="trouble" role="alert">
        <p>{failure}</p>
        <button type="button" className="button" onClick={() => void read()}>
          {text.tryAgain}
        </button>
      </div>
    );
  }
  if (!sources) return <Skeleton size="row" lines={4} />;
  return (
    <ul className="sources">
      {sources.map((source) => (
        <li key={source.name}>
          <div className="source-head">
            <strong>{source.title}</strong>
            <span className={`state ${source.state}`}>{text.providerStates[source.state]}</span>
            {/* What lacks its key is asked nothing, whichever way a switch stands. */}
            {source.state !== "needs-key" && (
              <Switch
                label={text.settings.use(source.title)}
                checked={providers[source.name] ?? source.enabled}
                onChange={(checked) => void turn(source.name, checked)}
              />
            )}
          </div>
          <p>{source.asks}</p>
          <p className="quiet">
            {source.hosts.length > 0 ? text.settings.hosts(format.list(source.hosts)) : text.settings.noHosts}{" "}
            {source.message}
            {source.lastSuccess && ` ${text.settings.lastSuccess(format.age(source.lastSuccess, serverNow()))}`}
            {source.retryAt && ` ${text.settings.retryAt(format.instant(source.retryAt))}`}
          </p>
          {source.state === "needs-key" && <KeySteps source={source.name} />}
        </li>
      ))}
    </ul>
  );
}
