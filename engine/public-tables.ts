// As public-parts.ts, for those who describe figures and make none.

export { CASH_FIGURES, POSITION_FIGURES, TOTAL_FIGURES } from "./figures.ts";
