/** Words begin with a letter; `ln` is none. */
const IS_WORDS = /^(?!ln\()\p{L}/u;

/**
 * What arithmetic comes to: `(1100 − 1000) × 0.80`, `√(0.02 ^ 2 + 0.02 ^ 2)`, `ln(1.10)`, `25 % / 2`. Undefined where words say how a
 * figure comes about. Written as people do: × before +, ^ before ×, − for minus. Throws a SyntaxError for what is neither.
 */
export function evaluate(text: string): number | undefined {
  if (IS_WORDS.test(text)) return undefined;
  const tokens = text.match(/\d+(?:\.\d+)?|ln|\S/g) ?? [];
  let at = 0;
  const next = (token: string) => tokens[at] === token && ++at > 0;

  function sum(): number {
    let value = product();
    for (;;) {
      if (next("+")) value += product();
      else if (next("−")) value -= product();
      else return value;
    }
  }

  function product(): number {
    let value = power();
    for (;;) {
      if (next("×")) value *= power();
      else if (next("/")) value /= power();
      else return value;
    }
  }

  function power(): number {
    const base = part();
    return next("^") ? base ** power() : base;
  }

  function part(): number {
    if (next("−")) return -power();
    if (next("√")) return Math.sqrt(part());
    if (next("ln")) return Math.log(part());
    let value: number;
    if (next("(")) {
      value = sum();
      if (!next(")")) throw new SyntaxError(`"${text}" lacks a bracket.`);
    } else {
      value = Number(tokens[at++]);
      if (Number.isNaN(value)) throw new SyntaxError(`"${text}" lacks a number.`);
    }
    return next("%") ? value / 100 : value;
  }

  const value = sum();
  if (at < tokens.length) throw new SyntaxError(`"${text}" does not end where it should.`);
  return value;
}
