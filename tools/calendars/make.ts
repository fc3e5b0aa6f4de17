import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { calendarData } from "./calendar-data.ts";

const file = join(import.meta.dirname, "..", "..", "engine", "calendars.json");
const calendars = calendarData();
writeFileSync(file, `${JSON.stringify(calendars, null, 2)}\n`);
for (const { mics, validUntil } of calendars) console.log(`${mics}: ${validUntil ?? "hours only"}`);
console.log(`Wrote ${file}.`);
