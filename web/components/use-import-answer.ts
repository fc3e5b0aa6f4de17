import { type ImportResult, newId } from "@tickfolio/protocol";
import { useEffect, useState } from "react";
import { client } from "../live.ts";
import { troubleOf } from "../trouble-words.ts";

/** Where a file would go: a portfolio there is, or one to be made with these settings. */
export type ImportTarget = { portfolio: string } | { baseCurrency: string; cash: "tracked" | "untracked" };

interface Known {
  file: string;
  portfolio: string | undefined;
  key: string;
  answer: ImportResult | null;
  failure?: string;
}

/**
 * What the server says a file would become: which rows are there already, and what is worth a look. While other settings of the same new
 * portfolio are asked about, the last answer stays.
 */
export function useImportAnswer(target: ImportTarget, file: { name: string; text: string }) {
  const portfolio = "portfolio" in target ? target.portfolio : undefined;
  const key = JSON.stringify([target, file]);
  const [known, setKnown] = useState<Known>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: The key says all there is to ask about.
  useEffect(() => {
    let isCurrent = true;
    const keep = (answer: ImportResult | null, failure?: string) => {
      if (isCurrent)
        setKnown({ file: file.text, portfolio, key, answer, ...(failure === undefined ? {} : { failure }) });
    };
    const asked =
      "portfolio" in target
        ? client.importTrades(target.portfolio, { ...file, entry: newId("ent"), commit: false })
        : client.foreseeImport(target, file.text);
    asked.then(
      (answer) => keep(answer),
      (error) => keep(null, troubleOf(error)),
    );
    return () => {
      isCurrent = false;
    };
  }, [key]);
  const isAsking = known?.key !== key;
  const isAbout = known?.file === file.text && known.portfolio === portfolio;
  return { isAsking, answer: isAbout ? known.answer : null, failure: isAsking ? undefined : known?.failure };
}
