import { addDays, type Rate, type Rates } from "@tickfolio/engine";
import { useEffect, useState } from "react";
import { ratesOf } from "../live/state.ts";
import { ratesFrom } from "../live/wire.ts";
import { client, useLive } from "../live.ts";

/** A rate that is not loaded yet is asked for this many days before, because there is none on holidays. */
const DAYS_BEFORE = 10;

/** The day's reference rate, for a form: from what is loaded, or asked for when a currency is new. */
export function useReferenceRate(from: string, to: string, day: string, sample: boolean): Rate | undefined {
  const loaded = useLive((state) => ratesOf(state, { sample }));
  const [asked, setAsked] = useState<{ key: string; rates: Rates }>();
  const known = from === to ? undefined : loaded.at(from, to, day);
  const key = `${from} ${to} ${day}`;
  const isMissing = from !== to && !known && /^\d{4}-\d{2}-\d{2}$/.test(day);

  useEffect(() => {
    if (!isMissing) return;
    let isCurrent = true;
    client.rates([from, to], addDays(day, -DAYS_BEFORE), { sample }).then(
      ({ items }) => isCurrent && setAsked({ key, rates: ratesFrom(items) }),
      () => {
        // Without one the form says so, and a rate can be typed.
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [isMissing, from, to, day, sample, key]);

  return known ?? (asked?.key === key ? asked.rates.at(from, to, day) : undefined);
}
