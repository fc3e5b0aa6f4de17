import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

type Theme = "light" | "dark";
type Colour = [red: number, green: number, blue: number];

const css = readFileSync(join(import.meta.dirname, "tokens.css"), "utf8");

/** The tokens of a block, light or dark; those that stand for others are followed. */
function tokensOf(theme: Theme, pair?: string): (name: string) => Colour {
  const blocks = [css.slice(0, css.indexOf("}"))];
  if (pair) blocks.push(css.slice(css.indexOf(`[data-pair="${pair}"]`)).split("}")[0]!);
  const values = new Map<string, string>();
  for (const block of blocks)
    for (const [, name, value] of block.matchAll(/--([\w-]+):\s*([^;]+);/g)) values.set(name!, value!);
  return function colour(name: string): Colour {
    const value = values.get(name) ?? "";
    const other = /^var\(--([\w-]+)\)$/.exec(value);
    if (other) return colour(other[1]!);
    const both = /^light-dark\(\s*(#\w{6}),\s*(#\w{6})\s*\)$/.exec(value);
    if (!both) throw new Error(`--${name} is no pair of colours: ${value}`);
    const hex = both[theme === "light" ? 1 : 2]!;
    return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as Colour;
  };
}

const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
const luminance = ([red, green, blue]: Colour) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
function contrast(one: Colour, two: Colour): number {
  const [high, low] = [luminance(one), luminance(two)].sort((a, b) => b - a);
  return (high! + 0.05) / (low! + 0.05);
}

/** How a colour looks without the green-sensitive cones (Machado, Oliveira and Fernandes, 2009). */
function deuteranope(colour: Colour): Colour {
  const [red, green, blue] = colour.map(linear) as Colour;
  return [
    0.367322 * red + 0.860646 * green - 0.227968 * blue,
    0.280085 * red + 0.672501 * green + 0.047413 * blue,
    -0.01182 * red + 0.04294 * green + 0.968881 * blue,
  ];
}
const distance = (one: Colour, two: Colour) => Math.hypot(...one.map((part, at) => part - two[at]!));

for (const theme of ["light", "dark"] as const) {
  describe(`${theme} colours`, () => {
    const colour = tokensOf(theme);

    test("text is readable on every ground it stands on (AA: 4.5)", () => {
      const texts = ["ink", "ink-2", "ink-3", "accent", "good", "bad", "warn"];
      const pairs = texts.flatMap((text) => ["paper", "raised", "sunken"].map((ground) => [text, ground] as const));
      const others = [
        ["on-accent", "accent"],
        ["on-accent", "accent-strong"],
        ["accent-strong", "accent-soft"],
        ["warn", "warn-soft"],
        ["bad", "error-soft"],
        ["ink", "error-soft"],
        ["ink-3", "error-soft"],
        ["paper", "ink"],
      ] as const;
      const weak = [...pairs, ...others]
        .map(([text, ground]) => [`${text} on ${ground}`, contrast(colour(text), colour(ground))] as const)
        .filter(([, ratio]) => ratio < 4.5);
      expect(weak).toEqual([]);
    });

    test("lines that say where to type or what is on are visible (AA: 3)", () => {
      for (const line of ["line-strong", "accent"]) {
        for (const ground of ["paper", "raised", "sunken"]) {
          expect(contrast(colour(line), colour(ground)), `${line} on ${ground}`).toBeGreaterThanOrEqual(3);
        }
      }
    });

    for (const pair of ["blue-orange", "red-green"]) {
      test(`gain and loss of the pair ${pair} are readable`, () => {
        const own = tokensOf(theme, pair);
        for (const text of ["gain", "loss"]) {
          for (const ground of ["paper", "raised", "sunken"]) {
            expect(contrast(own(text), own(ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
          }
        }
      });
    }

    test("blue and orange stay apart for eyes without green, and further than the standard pair", () => {
      const apart = (own: (name: string) => Colour) => distance(deuteranope(own("gain")), deuteranope(own("loss")));
      const safe = apart(tokensOf(theme, "blue-orange"));
      expect(safe).toBeGreaterThan(0.3);
      expect(safe).toBeGreaterThan(apart(colour));
      expect(apart(colour)).toBeGreaterThan(0.1);
    });
  });
}
