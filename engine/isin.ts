/** True for an International Securities Identification Number (ISO 6166) whose check digit fits: one mistyped character never does. */
export function isIsin(text: string): boolean {
  if (!/^[A-Z]{2}[A-Z0-9]{9}\d$/.test(text)) return false;
  // Letters count as two digits, A as 10; then every second digit from the right but one is doubled (Luhn).
  const digits = [...text].map((character) => Number.parseInt(character, 36)).join("");
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place]);
    sum += place % 2 === 0 ? digit : digit < 5 ? 2 * digit : 2 * digit - 9;
  }
  return sum % 10 === 0;
}
