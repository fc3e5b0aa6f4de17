/** How long the name of a portfolio may be; a form stops there. */
export const LONGEST_PORTFOLIO_NAME = 80;
