import { Decimal } from "@tickfolio/engine";
import type { Found } from "./claim.ts";

/**
 * The figure of a name in words: each word or words in a row is a field as the engine calls it (`unrealized price` is `unrealizedPrice`), a
 * name of something in it, or its place in a list, counted from 1. Undefined where there is none.
 */
export function findFigure(figures: unknown, name: string): Found | undefined {
  return found(figures, name.split(" "));
}

function found(value: unknown, words: readonly string[]): Found | undefined {
  if (words.length === 0) return figureOf(value);
  if (typeof value !== "object" || value === null) return undefined;
  for (let count = words.length; count > 0; count--) {
    const own = words.slice(0, count);
    for (const key of Array.isArray(value) ? [String(Number(own.join(" ")) - 1)] : [own.join(" "), camelCase(own)]) {
      if (!Object.hasOwn(value, key)) continue;
      const figure = found((value as Record<string, unknown>)[key], words.slice(count));
      if (figure !== undefined) return figure;
    }
  }
  return undefined;
}

function camelCase(words: readonly string[]): string {
  return words.map((word, i) => (i === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join("");
}

function figureOf(value: unknown): Found | undefined {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return Number.isNaN(value) ? null : value;
  if (value instanceof Decimal) return value.toNumber();
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(figureOf).join(", ");
  return undefined;
}
