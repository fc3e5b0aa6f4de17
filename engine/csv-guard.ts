// A spreadsheet runs a cell as a formula that begins with one of these, behind spaces and quotes too. One whose list separator is
// another than the comma sees a cell begin behind every semicolon, tab and line end, in the middle of a quoted text. There the text goes
// out behind an apostrophe, which spreadsheets take for "this is text". An apostrophe at such a place gets a second one, so that what was
// written comes back the same.
const STARTS_A_CELL = "(?<=^|[;\\t\\r\\n])";
const STARTS_A_FORMULA = "(?=[\"\\s]{0,100}[=+\\-@\\t\\r'＝＋－＠])";
const UNSAFE = new RegExp(STARTS_A_CELL + STARTS_A_FORMULA, "g");
const GUARD = new RegExp(`${STARTS_A_CELL}'${STARTS_A_FORMULA}`, "g");

/** Text of a person's own, safe to open in a spreadsheet. */
export function guardText(text: string): string {
  return text.replace(UNSAFE, "'");
}

export function unguardText(text: string): string {
  return text.replace(GUARD, "");
}
