import type { Day } from "@tickfolio/engine";
import type { AppDeps } from "./deps.ts";

/** Today where the server is: on a laptop where its user is, in the cloud in UTC. A client that knows better says the day. */
export function localDay(deps: AppDeps): Day {
  const date = new Date(deps.clock());
  if (deps.home === "cloud") return date.toISOString().slice(0, 10);
  const twoDigits = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}

export function latest(days: readonly Day[]): Day {
  return days.reduce((last, day) => (day > last ? day : last));
}

export function earliest(days: readonly Day[]): Day {
  return days.reduce((first, day) => (day < first ? day : first));
}
