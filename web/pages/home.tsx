import { real } from "../live/figures.ts";
import { useLive } from "../live.ts";
import { FirstRun } from "./first-run.tsx";
import { Overview } from "./overview.tsx";

/** The overview of what is yours; the three doors while nothing is. Only an answer that says so makes a new user. */
export function Home() {
  const isNew = useLive((state) => real(state).length === 0);
  return isNew ? <FirstRun /> : <Overview />;
}
