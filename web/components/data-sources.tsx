import type { ProviderStatus } from "@tickfolio/protocol";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import { format } from "../format.ts";
import { client } from "../live.ts";
import { text } from "../text.ts";
import { troubleOf } from "../trouble-words.ts";
import { Skeleton } from "./skeleton.tsx";

/** Who is asked, in a line; their switches, keys and tests have a page of their own. */
export function DataSources() {
  const [sources, setSources] = useState<readonly ProviderStatus[]>();
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    client.marketStatus({ instruments: false }).then(
      ({ items }) => setSources(items),
      (error) => setFailure(troubleOf(error)),
    );
  }, []);
  const words = text.settings;
  return (
    <>
      {failure && <p className="trouble">{failure}</p>}
      {!failure && (sources ? <Words sources={sources} /> : <Skeleton lines={1} />)}
      <div className="actions">
        <Link href="/market-data" className="button">
          {words.dataOpen}
        </Link>
      </div>
    </>
  );
}

function Words({ sources }: { sources: readonly ProviderStatus[] }) {
  const words = text.settings;
  const titles = (list: readonly ProviderStatus[]) => format.list(list.map(({ title }) => title));
  const asked = sources.filter(({ enabled, hosts }) => enabled && hosts.length > 0);
  const troubled = asked.filter(({ state }) => state === "failing" || state === "blocked");
  return (
    <p>
      {asked.length > 0 ? words.dataAsked(titles(asked)) : words.dataNobody}
      {troubled.length > 0 && ` ${words.dataTrouble(titles(troubled))}`}
    </p>
  );
}
