import { isCusip, isFigi, isIsin, isSedol, isWkn } from "@tickfolio/engine";
import type { Identifier } from "../provider.ts";

/** The number of a security that a text is, if it is one. A WKN has no check digit: such a text may be something else as well. */
export function identifierOf(text: string): Identifier | undefined {
  const value = text.replace(/[\s-]/g, "").toUpperCase();
  if (isFigi(value)) return { kind: "figi", value };
  if (isIsin(value)) return { kind: "isin", value };
  if (isCusip(value)) return { kind: "cusip", value };
  if (isSedol(value)) return { kind: "sedol", value };
  return isWkn(value) ? { kind: "wkn", value } : undefined;
}
