/** Digits as they are, letters from 10 on; CUSIPs have three more signs. */
const worth = (character: string) =>
  "*@#".includes(character) ? 36 + "*@#".indexOf(character) : Number.parseInt(character, 36);

/** Every second value doubled, digits of the results added, and what is missing to a full ten. */
function doubledEverySecond(characters: string): number {
  let sum = 0;
  for (let place = 0; place < characters.length; place++) {
    const value = worth(characters[place]!) * (place % 2 === 1 ? 2 : 1);
    sum += Math.floor(value / 10) + (value % 10);
  }
  return (10 - (sum % 10)) % 10;
}

/** True for an American or Canadian CUSIP whose check digit fits. */
export function isCusip(text: string): boolean {
  return /^[0-9A-Z*@#]{8}\d$/.test(text) && doubledEverySecond(text.slice(0, 8)) === Number(text[8]);
}

/** What no FIGI begins with, so that none is an ISIN. */
const NOT_FIGI = new Set(["BS", "BM", "GG", "GB", "GH", "KY", "VG"]);

/** True for a Financial Instrument Global Identifier whose check digit fits. It names one listing, or all of a country together. */
export function isFigi(text: string): boolean {
  if (!/^[B-DF-HJ-NP-TV-Z]{2}G[B-DF-HJ-NP-TV-Z0-9]{8}\d$/.test(text) || NOT_FIGI.has(text.slice(0, 2))) return false;
  return doubledEverySecond(text.slice(0, 11)) === Number(text[11]);
}

const SEDOL_WEIGHTS = [1, 3, 1, 7, 3, 9];

/** True for a British SEDOL whose check digit fits. */
export function isSedol(text: string): boolean {
  if (!/^[B-DF-HJ-NP-TV-Z0-9]{6}\d$/.test(text)) return false;
  const sum = SEDOL_WEIGHTS.reduce((all, weight, place) => all + weight * worth(text[place]!), 0);
  return (10 - (sum % 10)) % 10 === Number(text[6]);
}

/** True for what could be a German WKN: it has no check digit, so six letters or digits may be anything else too. */
export function isWkn(text: string): boolean {
  return /^(?=.*\d)[0-9A-HJ-NP-Z]{6}$/.test(text);
}
