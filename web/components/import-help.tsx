import { writeTradesCsv } from "@tickfolio/engine";
import { download } from "../download.ts";
import { exampleTrades } from "../example-trades.ts";
import { text } from "../text.ts";

/** What a file is expected to look like, and one that does. */
export function ImportHelp() {
  return (
    <p className="import-help">
      {text.import.format}{" "}
      <button
        type="button"
        className="link"
        onClick={() => download(text.import.templateName, writeTradesCsv(exampleTrades()))}
      >
        {text.import.template}
      </button>
    </p>
  );
}
