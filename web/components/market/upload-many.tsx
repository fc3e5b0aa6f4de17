import type { ManyUploaded } from "@tickfolio/protocol";
import { useId, useState } from "react";
import { client } from "../../live.ts";
import { renewAll } from "../../market-care.ts";
import { tell } from "../../notices.ts";
import { marketText } from "../../text-market.ts";
import { troubleOf } from "../../trouble-words.ts";

const words = marketText.upload;

/** Files of prices, each for whichever of the user's instruments are in it. */
export function UploadMany() {
  const id = useId();
  const [isSplit, setSplit] = useState(true);
  const [lines, setLines] = useState<readonly string[] | "reading">([]);

  async function upload(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    setLines("reading");
    const told: string[] = [];
    for (const file of files) {
      try {
        const body = /\.zip$/i.test(file.name) ? file : await file.text();
        told.push(
          ...wordsOf(await client.uploadManyPrices(body, { name: file.name, adjustment: isSplit ? "split" : "raw" })),
        );
      } catch (error) {
        told.push(words.skipped(file.name, troubleOf(error)));
      }
    }
    setLines(told);
    if (told[0]) tell(told[0]);
    await renewAll();
  }

  return (
    <div className="upload-many">
      <p className="quiet">{words.body}</p>
      <label className="check">
        <input type="checkbox" checked={isSplit} onChange={(event) => setSplit(event.currentTarget.checked)} />
        {words.adjustment}
      </label>
      <label htmlFor={id} className="button file">
        {lines === "reading" ? words.reading : words.choose}
        <input
          id={id}
          type="file"
          multiple
          accept=".csv,.txt,.zip,text/csv,text/plain,application/zip"
          onChange={(event) => {
            const { files } = event.currentTarget;
            void upload([...(files ?? [])]);
            event.currentTarget.value = "";
          }}
        />
      </label>
      <div className="note" role="status">
        {lines !== "reading" && lines.map((line) => <p key={line}>{line}</p>)}
      </div>
    </div>
  );
}

function wordsOf({ instruments, others, skipped }: ManyUploaded): string[] {
  const stored = instruments.filter((one) => one.stored > 0);
  const closes = stored.reduce((sum, one) => sum + one.stored, 0);
  return [
    stored.length > 0 ? words.stored(stored.length, closes) : words.nothing,
    others.count > 0 ? words.others(others.count, others.symbols.slice(0, 5)) : "",
    ...skipped.map(({ name, message }) => words.skipped(name, message)),
  ].filter((line) => line !== "");
}
