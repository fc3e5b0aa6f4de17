export interface Separators {
  decimal: string;
  group: string;
}

export function separatorsOf(format: Intl.NumberFormat, locale: string | undefined): Separators {
  // Some locales group only from five digits on.
  const parts = format.formatToParts(1_234_567.5);
  const find = (type: string, fallback: string) => parts.find((part) => part.type === type)?.value ?? fallback;
  return { decimal: find("decimal", "."), group: find("group", locale ? "\u00a0" : ",") };
}

/**
 * Grouping must be where it belongs (three digits apart), so that "1,5" typed where the comma groups is refused
 * instead of read as fifteen. Where the comma groups, a point is the decimal sign, and the other way round.
 */
export function readNumber(text: string, { decimal, group }: Separators): string | null {
  const trimmed = text.trim().replace(/^\u2212/, "-");
  const isSpace = (sign: string) => /\s/.test(sign);
  const spaceless = isSpace(group) ? trimmed.replace(/(?<=\d)\s(?=\d{3}(\D|$))/g, "") : trimmed;
  if (/\s/.test(spaceless)) return null;
  const cut = spaceless.indexOf(decimal);
  const whole = cut < 0 ? spaceless : spaceless.slice(0, cut);
  const fraction = cut < 0 ? "" : spaceless.slice(cut + decimal.length);
  const grouped = !isSpace(group) && whole.includes(group);
  if (grouped && !new RegExp(`^-?\\d{1,3}(\\${group}\\d{2,3})*\\${group}\\d{3}$`).test(whole)) return null;
  const digits = grouped ? whole.replaceAll(group, "") : whole;
  if (!/^-?\d*$/.test(digits) || !/^\d*$/.test(fraction)) return null;
  if (!/\d/.test(digits + fraction)) return null;
  const plain = `${digits.startsWith("-") ? "-" : ""}${digits.replace("-", "") || "0"}`;
  return fraction ? `${plain}.${fraction}` : plain;
}
