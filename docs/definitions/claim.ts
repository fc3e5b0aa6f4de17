import { evaluate } from "./arithmetic.ts";

/** What is compared with a stated figure. */
export type Found = number | string | boolean | null;

/** A line of a `figures` block: `AAPL cost = 900  # 1000 × 0.90`. */
export interface Claim {
  name: string;
  /** `≈`: rounded at the last place it shows. */
  isRounded: boolean;
  /** As it is written. */
  stated: string;
  /** How it comes about: arithmetic, or words. */
  because: string;
}

/** Differences of this share are float64's. */
const NOISE = 1e-9;

export function readClaim(line: string): Claim | undefined {
  const [, name, sign, stated, because] = /^(.+?) ([=≈]) (.+?)\s*(?:# (.+))?$/.exec(line) ?? [];
  if (!name || !stated) return undefined;
  return { name: name.trim(), isRounded: sign === "≈", stated, because: because ?? "" };
}

/** What is wrong with a claim; undefined when it is true, and so is the arithmetic beside it. */
export function faultOf(claim: Claim, found: Found | undefined): string | undefined {
  const { name, stated, because } = claim;
  if (found === undefined) return `There is no figure "${name}".`;
  if (!because) return `"${name}" says ${stated}, and not how it comes about.`;
  if (!agrees(claim, found)) return `"${name}" says ${stated}, and the engine ${found}.`;
  const worked = evaluate(because.split(";")[0]!);
  if (worked !== undefined && !agrees(claim, worked)) return `"${name}" says ${stated}, and its arithmetic ${worked}.`;
  return undefined;
}

function agrees({ stated, isRounded }: Claim, found: Found): boolean {
  const number = /^(−?)(\d+(?:\.(\d+))?)( %)?$/.exec(stated);
  if (!number) return stated === (found === null ? "none" : wordOf(found));
  if (typeof found !== "number") return false;
  const [, minus, digits, places = "", percent] = number;
  const scale = percent ? 100 : 1;
  const said = ((minus ? -1 : 1) * Number(digits)) / scale;
  const off = Math.abs(said - found);
  return isRounded
    ? off <= (0.5 * 10 ** -places.length) / scale + NOISE * Math.abs(said)
    : off <= NOISE * Math.max(1, Math.abs(said));
}

function wordOf(found: Found): string {
  return typeof found === "boolean" ? (found ? "yes" : "no") : String(found);
}
