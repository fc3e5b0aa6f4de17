import type { Currency } from "./money.ts";

/** Trading hours in the exchange's own time, minutes after midnight, Monday to Friday; a break around noon where there is one. */
export interface TradingHours {
  open: number;
  close: number;
  pause?: readonly [from: number, to: number];
  /** Extended hours around the regular ones. */
  pre?: number;
  post?: number;
}

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
  hours?: TradingHours;
  /** Never closes. */
  alwaysOpen?: boolean;
}

const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

function hours(open: string, close: string, rest: Partial<TradingHours> = {}): TradingHours {
  return { open: minutes(open), close: minutes(close), ...rest };
}

const newYork = hours("09:30", "16:00", { pre: minutes("04:00"), post: minutes("20:00") });
const euronext = hours("09:00", "17:30");
const chinese = hours("09:30", "15:00", { pause: [minutes("11:30"), minutes("13:00")] });

interface More {
  hours?: TradingHours;
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
    ...(more.hours ? { hours: more.hours } : {}),
    ...(more.alwaysOpen ? { alwaysOpen: true } : {}),
  };
}

/** The first row of a suffix is the one a symbol alone means; the others are named by their MIC. */
export const exchanges: readonly Exchange[] = [
  row("US", "United States", "", "USD", "America/New_York", { hours: newYork }),
  row("XNYS", "NYSE", "", "USD", "America/New_York", { hours: newYork }),
  row("XNAS", "Nasdaq", "", "USD", "America/New_York", { hours: newYork }),
  row("ARCX", "NYSE Arca", "", "USD", "America/New_York", { hours: newYork }),
  row("XASE", "NYSE American", "", "USD", "America/New_York", { hours: newYork }),
  row("BATS", "Cboe", "", "USD", "America/New_York", { hours: newYork }),
  row("OTCM", "OTC Markets", "", "USD", "America/New_York", { hours: newYork }),
  row("XTSE", "Toronto", ".TO", "CAD", "America/Toronto", { hours: hours("09:30", "16:00") }),
  row("XTSX", "TSX Venture", ".V", "CAD", "America/Toronto"),
  row("XCNQ", "Canadian Securities Exchange", ".CN", "CAD", "America/Toronto"),
  row("NEOE", "Cboe Canada", ".NE", "CAD", "America/Toronto"),
  row("XLON", "London", ".L", "GBP", "Europe/London", {
    hours: hours("08:00", "16:30"),
    quotedIn: "GBX",
  }),
  row("XLON", "London International", ".IL", "USD", "Europe/London"),
  row("XETR", "Xetra", ".DE", "EUR", "Europe/Berlin", { hours: euronext }),
  row("XFRA", "Frankfurt", ".F", "EUR", "Europe/Berlin", { hours: hours("08:00", "22:00") }),
  row("XSTU", "Stuttgart", ".SG", "EUR", "Europe/Berlin"),
  row("XMUN", "Munich", ".MU", "EUR", "Europe/Berlin"),
  row("XBER", "Berlin", ".BE", "EUR", "Europe/Berlin"),
  row("XDUS", "Düsseldorf", ".DU", "EUR", "Europe/Berlin"),
  row("XHAM", "Hamburg", ".HM", "EUR", "Europe/Berlin"),
  row("XHAN", "Hanover", ".HA", "EUR", "Europe/Berlin"),
  row("XPAR", "Paris", ".PA", "EUR", "Europe/Paris", { hours: euronext }),
  row("XAMS", "Amsterdam", ".AS", "EUR", "Europe/Amsterdam", { hours: euronext }),
  row("XBRU", "Brussels", ".BR", "EUR", "Europe/Brussels", { hours: euronext }),
  row("XLIS", "Lisbon", ".LS", "EUR", "Europe/Lisbon", { hours: hours("08:00", "16:30") }),
  row("XDUB", "Dublin", ".IR", "EUR", "Europe/Dublin"),
  row("XMIL", "Milan", ".MI", "EUR", "Europe/Rome", { hours: euronext }),
  row("XMAD", "Madrid", ".MC", "EUR", "Europe/Madrid", { hours: euronext }),
  row("XSWX", "SIX Swiss Exchange", ".SW", "CHF", "Europe/Zurich", { hours: euronext }),
  row("XWBO", "Vienna", ".VI", "EUR", "Europe/Vienna"),
  row("XSTO", "Stockholm", ".ST", "SEK", "Europe/Stockholm", { hours: euronext }),
  row("XHEL", "Helsinki", ".HE", "EUR", "Europe/Helsinki", { hours: hours("10:00", "18:30") }),
  row("XCSE", "Copenhagen", ".CO", "DKK", "Europe/Copenhagen", { hours: hours("09:00", "17:00") }),
  row("XOSL", "Oslo", ".OL", "NOK", "Europe/Oslo", { hours: hours("09:00", "16:20") }),
  row("XICE", "Iceland", ".IC", "ISK", "Atlantic/Reykjavik"),
  row("XWAR", "Warsaw", ".WA", "PLN", "Europe/Warsaw", { hours: hours("09:00", "17:00") }),
  row("XPRA", "Prague", ".PR", "CZK", "Europe/Prague"),
  row("XBUD", "Budapest", ".BD", "HUF", "Europe/Budapest"),
  row("XATH", "Athens", ".AT", "EUR", "Europe/Athens"),
  row("XIST", "Istanbul", ".IS", "TRY", "Europe/Istanbul", { hours: hours("10:00", "18:00") }),
  row("XTAE", "Tel Aviv", ".TA", "ILS", "Asia/Jerusalem", { hours: hours("09:59", "17:15"), quotedIn: "ILA" }),
  row("XSAU", "Riyadh", ".SR", "SAR", "Asia/Riyadh"),
  row("XJSE", "Johannesburg", ".JO", "ZAR", "Africa/Johannesburg", {
    hours: hours("09:00", "17:00"),
    quotedIn: "ZAc",
  }),
  row("XTKS", "Tokyo", ".T", "JPY", "Asia/Tokyo", {
    hours: hours("09:00", "15:30", { pause: [minutes("11:30"), minutes("12:30")] }),
  }),
  row("XHKG", "Hong Kong", ".HK", "HKD", "Asia/Hong_Kong", {
    hours: hours("09:30", "16:00", { pause: [minutes("12:00"), minutes("13:00")] }),
  }),
  row("XSHG", "Shanghai", ".SS", "CNY", "Asia/Shanghai", { hours: chinese }),
  row("XSHE", "Shenzhen", ".SZ", "CNY", "Asia/Shanghai", { hours: chinese }),
  row("XTAI", "Taiwan", ".TW", "TWD", "Asia/Taipei", { hours: hours("09:00", "13:30") }),
  row("ROCO", "Taipei Exchange", ".TWO", "TWD", "Asia/Taipei", { hours: hours("09:00", "13:30") }),
  row("XKRX", "Korea Exchange", ".KS", "KRW", "Asia/Seoul", { hours: hours("09:00", "15:30") }),
  row("XKOS", "KOSDAQ", ".KQ", "KRW", "Asia/Seoul", { hours: hours("09:00", "15:30") }),
  row("XNSE", "National Stock Exchange of India", ".NS", "INR", "Asia/Kolkata", { hours: hours("09:15", "15:30") }),
  row("XBOM", "BSE India", ".BO", "INR", "Asia/Kolkata", { hours: hours("09:15", "15:30") }),
  row("XSES", "Singapore", ".SI", "SGD", "Asia/Singapore", { hours: hours("09:00", "17:00") }),
  row("XBKK", "Bangkok", ".BK", "THB", "Asia/Bangkok"),
  row("XIDX", "Jakarta", ".JK", "IDR", "Asia/Jakarta"),
  row("XKLS", "Kuala Lumpur", ".KL", "MYR", "Asia/Kuala_Lumpur"),
  row("XASX", "Sydney", ".AX", "AUD", "Australia/Sydney", { hours: hours("10:00", "16:00") }),
  row("XNZE", "New Zealand", ".NZ", "NZD", "Pacific/Auckland"),
  row("BVMF", "B3 São Paulo", ".SA", "BRL", "America/Sao_Paulo", { hours: hours("10:00", "18:00") }),
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
