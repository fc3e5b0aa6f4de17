import type { CustomTrial } from "@tickfolio/protocol";
import { marketText } from "../../text-market.ts";

const words = marketText.custom;

/** What came of asking a source once, part by part. */
export function Trial({ trial: { hosts, parts } }: { trial: CustomTrial }) {
  return (
    <div className="trial">
      <p className="note">{words.hosts(hosts)}</p>
      {parts.map(({ part, asked, works, message, sample }) => (
        <div key={part}>
          <p className={works ? "good" : "wrong"}>
            {works ? "✓" : "✗"} {message}
          </p>
          <p className="note trial-asked">{words.asked(asked)}</p>
          {sample && (
            <details>
              <summary>{words.sample}</summary>
              <pre>
                <code>{sample}</code>
              </pre>
            </details>
          )}
        </div>
      ))}
    </div>
  );
}
