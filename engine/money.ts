/** ISO 4217 code of a major currency, or a crypto currency's ticker. */
export type Currency = string;

const ISO = new Set(
  (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNH CNY COP " +
    "CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR " +
    "ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR " +
    "MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP " +
    "STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG ZWL"
  ).split(" "),
);
const WITHOUT_MINOR_UNIT = new Set("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(" "));
const THOUSANDTHS = new Set("BHD IQD JOD KWD LYD OMR TND".split(" "));

/** Decimal places in which cash of the currency moves (ISO 4217): 2 for most, 0 for JPY, 3 for KWD. Crypto currencies: 8. */
export function minorPlaces(currency: Currency): number {
  if (WITHOUT_MINOR_UNIT.has(currency)) return 0;
  if (THOUSANDTHS.has(currency)) return 3;
  return ISO.has(currency) ? 2 : 8;
}

const MINOR_UNITS: Record<string, { currency: Currency; perMajor: number }> = {};
for (const [codes, currency, perMajor] of [
  ["GBp GBX GBpence", "GBP", 100],
  ["ILA ILAgorot", "ILS", 100],
  ["ZAc ZAX ZAC", "ZAR", 100],
  ["USX USc", "USD", 100],
  ["EUX", "EUR", 100],
  ["KWF", "KWD", 1000],
  ["BHf", "BHD", 1000],
  ["OMb", "OMR", 1000],
  ["JOf", "JOD", 1000],
] as const) {
  for (const code of codes.split(" ")) MINOR_UNITS[code] = { currency, perMajor };
}

/**
 * The major currency behind a minor unit in which some exchanges quote: GBX is a hundredth of GBP. Undefined for a major currency.
 * The spelling counts: GBp is pence, GBP is pounds, so a provider's code must not be upper-cased before it comes here.
 */
export function minorUnit(code: string): { currency: Currency; perMajor: number } | undefined {
  return Object.hasOwn(MINOR_UNITS, code) ? MINOR_UNITS[code] : undefined;
}
