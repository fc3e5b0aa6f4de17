/** ISO 4217 code of a major currency, or a crypto currency's ticker. */
export type Currency = string;
