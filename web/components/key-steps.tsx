import { useLive } from "../live.ts";
import { text } from "../text.ts";

/** How a source gets its key: keys are read when Tickfolio starts. */
export function KeySteps({ source }: { source: string }) {
  const home = useLive((state) => state.session?.home);
  const name = text.settings.keyNames[source];
  if (!name) return null;
  if (home === "cloud") return <p>{text.settings.keyInCloud}</p>;
  return (
    <>
      <p>{text.settings.keyBy}</p>
      <pre>
        <code>{isWindows ? `$env:${name}="…"; npm start` : `${name}=… npm start`}</code>
      </pre>
    </>
  );
}

const isWindows = /Windows/.test(navigator.userAgent);
