/**
 * A spreadsheet runs a cell that begins like this as a formula, so such text goes out behind an apostrophe, which spreadsheets hide.
 * Text that begins with an apostrophe gets a second one, so that what was written comes back the same.
 */
const STARTS_A_FORMULA = /^[=+\-@\t\r']/;

/** Text of a person's own, safe to open in a spreadsheet. */
export function guardText(text: string): string {
  return STARTS_A_FORMULA.test(text) ? `'${text}` : text;
}

export function unguardText(text: string): string {
  return text.startsWith("'") && STARTS_A_FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}
