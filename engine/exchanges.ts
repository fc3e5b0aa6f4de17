import type { DayCorrection } from "./calendar.ts";
import type { Day } from "./day.ts";
import type { Currency } from "./money.ts";

/** A market as the suffix notation knows it. Several share no suffix (the American ones): their symbols are one name space. */
export interface Exchange {
  /** ISO 10383; `US` for a symbol without suffix, which does not say on which American exchange it is listed. */
  mic: string;
  market: string;
  /** With its dot, as people type it; empty for American symbols. */
  suffix: string;
  /** The major currency most of its listings have. A listing's own currency wins. */
  currency: Currency;
  /** The unit prices are quoted in: the currency, or a minor unit of it (`GBX`). */
  quotedIn: string;
  timeZone: string;
  /** Never closes. */
  alwaysOpen?: boolean;
  /** Days of which a source of market data knows more than the calendar. */
  corrections?: ReadonlyMap<Day, DayCorrection>;
}

interface More {
  /** Where prices are quoted in a minor unit. */
  quotedIn?: string;
  alwaysOpen?: boolean;
}

function row(
  mic: string,
  market: string,
  suffix: string,
  currency: Currency,
  timeZone: string,
  more: More = {},
): Exchange {
  return {
    mic,
    market,
    suffix,
    currency,
    quotedIn: more.quotedIn ?? currency,
    timeZone,
    ...(more.alwaysOpen ? { alwaysOpen: true } : {}),
  };
}

/** The first row of a suffix is the one a symbol alone means; the others are named by their MIC. */
export const exchanges: readonly Exchange[] = [
  row("US", "United States", "", "USD", "America/New_York"),
  row("XNYS", "NYSE", "", "USD", "America/New_York"),
  row("XNAS", "Nasdaq", "", "USD", "America/New_York"),
  row("ARCX", "NYSE Arca", "", "USD", "America/New_York"),
  row("XASE", "NYSE American", "", "USD", "America/New_York"),
  row("BATS", "Cboe", "", "USD", "America/New_York"),
  row("OTCM", "OTC Markets", "", "USD", "America/New_York"),
  row("XTSE", "Toronto", ".TO", "CAD", "America/Toronto"),
  row("XTSX", "TSX Venture", ".V", "CAD", "America/Toronto"),
  row("XCNQ", "Canadian Securities Exchange", ".CN", "CAD", "America/Toronto"),
  row("NEOE", "Cboe Canada", ".NE", "CAD", "America/Toronto"),
  row("XLON", "London", ".L", "GBP", "Europe/London", { quotedIn: "GBX" }),
  row("XLON", "London International", ".IL", "USD", "Europe/London"),
  row("XETR", "Xetra", ".DE", "EUR", "Europe/Berlin"),
  row("XFRA", "Frankfurt", ".F", "EUR", "Europe/Berlin"),
  row("XSTU", "Stuttgart", ".SG", "EUR", "Europe/Berlin"),
  row("XMUN", "Munich", ".MU", "EUR", "Europe/Berlin"),
  row("XBER", "Berlin", ".BE", "EUR", "Europe/Berlin"),
  row("XDUS", "Düsseldorf", ".DU", "EUR", "Europe/Berlin"),
  row("XHAM", "Hamburg", ".HM", "EUR", "Europe/Berlin"),
  row("XHAN", "Hanover", ".HA", "EUR", "Europe/Berlin"),
  row("XPAR", "Paris", ".PA", "EUR", "Europe/Paris"),
  row("XAMS", "Amsterdam", ".AS", "EUR", "Europe/Amsterdam"),
  row("XBRU", "Brussels", ".BR", "EUR", "Europe/Brussels"),
  row("XLIS", "Lisbon", ".LS", "EUR", "Europe/Lisbon"),
  row("XDUB", "Dublin", ".IR", "EUR", "Europe/Dublin"),
  row("XMIL", "Milan", ".MI", "EUR", "Europe/Rome"),
  row("XMAD", "Madrid", ".MC", "EUR", "Europe/Madrid"),
  row("XSWX", "SIX Swiss Exchange", ".SW", "CHF", "Europe/Zurich"),
  row("XWBO", "Vienna", ".VI", "EUR", "Europe/Vienna"),
  row("XSTO", "Stockholm", ".ST", "SEK", "Europe/Stockholm"),
  row("XHEL", "Helsinki", ".HE", "EUR", "Europe/Helsinki"),
  row("XCSE", "Copenhagen", ".CO", "DKK", "Europe/Copenhagen"),
  row("XOSL", "Oslo", ".OL", "NOK", "Europe/Oslo"),
  row("XICE", "Iceland", ".IC", "ISK", "Atlantic/Reykjavik"),
  row("XWAR", "Warsaw", ".WA", "PLN", "Europe/Warsaw"),
  row("XPRA", "Prague", ".PR", "CZK", "Europe/Prague"),
  row("XBUD", "Budapest", ".BD", "HUF", "Europe/Budapest"),
  row("XATH", "Athens", ".AT", "EUR", "Europe/Athens"),
  row("XIST", "Istanbul", ".IS", "TRY", "Europe/Istanbul"),
  row("XTAE", "Tel Aviv", ".TA", "ILS", "Asia/Jerusalem", { quotedIn: "ILA" }),
  row("XSAU", "Riyadh", ".SR", "SAR", "Asia/Riyadh"),
  row("XJSE", "Johannesburg", ".JO", "ZAR", "Africa/Johannesburg", { quotedIn: "ZAc" }),
  row("XTKS", "Tokyo", ".T", "JPY", "Asia/Tokyo"),
  row("XHKG", "Hong Kong", ".HK", "HKD", "Asia/Hong_Kong"),
  row("XSHG", "Shanghai", ".SS", "CNY", "Asia/Shanghai"),
  row("XSHE", "Shenzhen", ".SZ", "CNY", "Asia/Shanghai"),
  row("XTAI", "Taiwan", ".TW", "TWD", "Asia/Taipei"),
  row("ROCO", "Taipei Exchange", ".TWO", "TWD", "Asia/Taipei"),
  row("XKRX", "Korea Exchange", ".KS", "KRW", "Asia/Seoul"),
  row("XKOS", "KOSDAQ", ".KQ", "KRW", "Asia/Seoul"),
  row("XNSE", "National Stock Exchange of India", ".NS", "INR", "Asia/Kolkata"),
  row("XBOM", "BSE India", ".BO", "INR", "Asia/Kolkata"),
  row("XSES", "Singapore", ".SI", "SGD", "Asia/Singapore"),
  row("XBKK", "Bangkok", ".BK", "THB", "Asia/Bangkok"),
  row("XIDX", "Jakarta", ".JK", "IDR", "Asia/Jakarta"),
  row("XKLS", "Kuala Lumpur", ".KL", "MYR", "Asia/Kuala_Lumpur"),
  row("XASX", "Sydney", ".AX", "AUD", "Australia/Sydney"),
  row("XNZE", "New Zealand", ".NZ", "NZD", "Pacific/Auckland"),
  row("BVMF", "B3 São Paulo", ".SA", "BRL", "America/Sao_Paulo"),
  row("XMEX", "Mexico", ".MX", "MXN", "America/Mexico_City"),
  row("XBUE", "Buenos Aires", ".BA", "ARS", "America/Argentina/Buenos_Aires"),
  row("XSGO", "Santiago", ".SN", "CLP", "America/Santiago"),
  row("XTAL", "Tallinn", ".TL", "EUR", "Europe/Tallinn"),
  row("XRIS", "Riga", ".RG", "EUR", "Europe/Riga"),
  row("XLIT", "Vilnius", ".VS", "EUR", "Europe/Vilnius"),
  row("SIM", "Simulated market", ".SIM", "USD", "UTC", { alwaysOpen: true }),
];

const bySuffix = new Map<string, Exchange>();
const byMic = new Map<string, Exchange>();
for (const exchange of exchanges) {
  if (!bySuffix.has(exchange.suffix)) bySuffix.set(exchange.suffix, exchange);
  if (!byMic.has(exchange.mic)) byMic.set(exchange.mic, exchange);
}

/** The market a suffix means; `""` means the American exchanges. */
export function exchangeOfSuffix(suffix: string): Exchange | undefined {
  return bySuffix.get(suffix);
}

export function exchangeOfMic(mic: string): Exchange | undefined {
  return byMic.get(mic);
}
