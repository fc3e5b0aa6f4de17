import { describe, expect, test } from "vitest";
import { dayWords } from "./day-words.ts";

const of = (day: string, earliest = day) => ({ day, earliest, previous: null });
const SUNDAY = "2026-11-22";

describe("a day's change names its day", () => {
  test("today is said of today only", () => {
    expect(dayWords(of(SUNDAY), SUNDAY)).toMatchObject({ inline: "today", heading: "Today" });
    expect(dayWords(of("2026-11-20"), SUNDAY)).toMatchObject({ inline: "on Friday", heading: "Friday" });
  });

  test("a day of another week is named in full, since its weekday could be any", () => {
    expect(dayWords(of("2026-11-16"), SUNDAY).heading).toBe("Monday");
    expect(dayWords(of("2026-11-15"), SUNDAY).heading).toMatch(/2026/);
  });

  test("a sum of Friday's shares and Sunday's coins names no one day", () => {
    expect(dayWords(of(SUNDAY, "2026-11-20"), SUNDAY)).toMatchObject({
      inline: "in the latest sessions",
      isMixed: true,
    });
  });
});
