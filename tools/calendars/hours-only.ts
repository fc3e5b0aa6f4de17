import { type Market, WEEKDAYS } from "./market.ts";

const row = (mics: string, timeZone: string, regular: string, days = WEEKDAYS): Market => ({
  mics,
  timeZone,
  source: "nominal hours only: the holidays are not kept",
  sessions: [{ days, regular }],
});

/** Markets of whose holidays nothing is kept. In these hours nobody knows whether they are open. The longest where they move with the season. */
export const hoursOnly: readonly Market[] = [
  row("XDUB", "Europe/Dublin", "08:00-16:30"),
  row("XWBO", "Europe/Vienna", "09:00-17:30"),
  row("XICE", "Atlantic/Reykjavik", "09:30-15:30"),
  row("XPRA", "Europe/Prague", "09:00-16:30"),
  row("XBUD", "Europe/Budapest", "09:00-17:10"),
  row("XATH", "Europe/Athens", "10:15-17:20"),
  row("XIST", "Europe/Istanbul", "10:00-18:00"),
  row("XSAU", "Asia/Riyadh", "10:00-15:20", "Sun Mon Tue Wed Thu"),
  row("XBKK", "Asia/Bangkok", "10:00-16:40"),
  row("XIDX", "Asia/Jakarta", "09:00-16:15"),
  row("XKLS", "Asia/Kuala_Lumpur", "09:00-17:00"),
  row("XNZE", "Pacific/Auckland", "10:00-17:00"),
  row("XMEX", "America/Mexico_City", "07:30-15:00"),
  row("XBUE", "America/Argentina/Buenos_Aires", "10:30-17:00"),
  row("XSGO", "America/Santiago", "09:30-17:00"),
  row("XTAL XRIS XLIT", "Europe/Tallinn", "10:00-16:00"),
];
