/** How the providers that have suffixes or codes of their own name a market. */
export const SPELLERS = ["stooq", "finnhub", "alpha-vantage", "eodhd", "twelve-data", "fmp", "openfigi"] as const;
export type Speller = (typeof SPELLERS)[number];

/**
 * A row for each suffix of the exchange table: our suffix, then each provider's word for it in the order of `SPELLERS`.
 * `_` is our own suffix again, `""` none at all, `-` a market it does not have or nobody has confirmed. Where a provider
 * has several words the first is the one it is asked with. Twelve Data's words are MICs, OpenFIGI's its exchange codes.
 */
const TABLE = `
""    .us  ""   ""    .US     ""    ""  US,UN,UW,UQ,UR,UP,UA,UF,UV
.TO   -    _    .TRT  .TO     XTSE  _   CT
.V    -    _    .TRV  .V      XTSX  _   CV
.CN   -    _    .CNQ  -       XCNQ  _   CF
.NE   -    _    -     .NEO    NEOE  _   QF
.L    .uk  _    .LON  .LSE    XLON  _   LN
.IL   -    .L   -     .IL     -     _   LI
.DE   .de  _    .DEX  .XETRA  XETR  _   GY
.F    -    _    .FRK  .F      XFRA  _   GF
.SG   -    _    .STU  .STU    XSTU  _   GS
.MU   -    _    -     .MU     XMUN  _   GM
.BE   -    _    -     .BE     XBER  _   GB
.DU   -    _    -     .DU     XDUS  _   GD
.HM   -    _    -     .HM     XHAM  _   GH
.HA   -    -    -     .HA     XHAN  _   GI
.PA   -    _    .PAR  .PA     XPAR  _   FP
.AS   -    _    .AMS  .AS     XAMS  _   NA
.BR   -    _    .BRU  .BR     XBRU  _   BB
.LS   -    _    .LIS  .LS     XLIS  _   PL
.IR   -    _    .DUB  .IR     XDUB  _   ID
.MI   -    _    .MIL  .MI     XMIL  _   IM
.MC   -    _    .MCE  .MC     XMAD  _   SQ,SM
.SW   -    _    .SWX  .SW     XSWX  _   SE
.VI   -    _    .VIE  .VI     XWBO  _   AV
.ST   -    _    .STO  .ST     XSTO  _   SS
.HE   -    _    .HEL  .HE     XHEL  _   FH
.CO   -    _    .CPH  .CO     XCSE  _   DC
.OL   -    _    .OSL  .OL     XOSL  _   NO
.IC   -    _    -     .IC     XICE  _   IR
.WA   ""   _    -     .WAR    XWAR  _   PW
.PR   -    _    -     .PR     XPRA  _   CP
.BD   .hu  _    -     .BUD    XBUD  _   HB
.AT   -    _    -     .AT     ASEX  _   GA
.IS   -    _    -     .IS     XIST  _   TI
.TA   -    _    -     .TA     XTAE  _   IT
.SR   -    _    -     .SR     XSAU  _   AB
.JO   -    _    -     .JSE    XJSE  _   SJ
.T    .jp  _    .TYO  .TSE    XTKS  _   JT
.HK   .hk  _    .HKG  .HK     XHKG  _   HK
.SS   -    _    .SHH  .SHG    XSHG  _   CG
.SZ   -    _    .SHZ  .SHE    XSHE  _   CS
.TW   -    _    -     .TW     XTAI  _   TT
.TWO  -    _    -     .TWO    ROCO  _   -
.KS   -    _    -     .KO     XKRX  _   KP
.KQ   -    _    -     .KQ     XKOS  _   KQ
.NS   -    _    .NSE  .NSE    XNSE  _   IS
.BO   -    _    .BSE  .BSE    XBOM  _   IB
.SI   -    _    -     .SG     XSES  _   SP
.BK   -    _    -     .BK     XBKK  _   TB
.JK   -    _    -     .JK     XIDX  _   IJ
.KL   -    _    -     .KLSE   XKLS  _   MK
.AX   -    _    .AX   .AU     XASX  _   AT,AU
.NZ   -    _    -     .NZ     XNZE  _   NZ
.SA   -    _    -     .SA     BVMF  _   BZ
.MX   -    _    .MEX  .MX     XMEX  _   MM
.BA   -    _    -     .BA     XBUE  _   AR
.SN   -    _    -     .SN     XSGO  _   CI
.TL   -    _    -     .TL     XTAL  _   ET
.RG   -    _    -     .RG     XRIS  _   LR
.VS   -    _    -     .VS     XLIT  _   LH
`;

interface Words {
  /** Our suffix to the provider's words, the one it is asked with first. */
  of: Map<string, readonly string[]>;
  /** Its words to our suffix; the first row wins where two share one. */
  from: Map<string, string>;
}

let words: Map<Speller, Words> | undefined;

/** Read when first asked for: the page, which asks no provider, does not carry it. */
function wordsOf(provider: Speller): Words {
  if (!words) {
    words = new Map(SPELLERS.map((each) => [each, { of: new Map(), from: new Map() }]));
    for (const line of TABLE.trim().split("\n")) {
      const [ours, ...cells] = line.split(/\s+/).map((cell) => (cell === '""' ? "" : cell));
      for (const [index, cell] of cells.entries()) {
        if (cell === "-") continue;
        const { of, from } = words.get(SPELLERS[index]!)!;
        const all = cell === "_" ? [ours!] : cell.split(",");
        of.set(ours!, all);
        for (const word of all) if (!from.has(word)) from.set(word, ours!);
      }
    }
  }
  return words.get(provider)!;
}

/** The provider's word for one of our suffixes; undefined where it does not have that market. */
export function spelledSuffix(provider: Speller, suffix: string): string | undefined {
  return wordsOf(provider).of.get(suffix)?.[0];
}

/** Our suffix for a provider's word. */
export function suffixFrom(provider: Speller, word: string): string | undefined {
  return wordsOf(provider).from.get(word);
}
