import { type CloseSeries, type Day, dayFromNumber, type Instrument } from "@tickfolio/engine";
import { type Clock, type Provider, ProviderError } from "../provider.ts";

/** What came of having a series brought: it is there, or it waits for somebody, or nobody has it. */
export type Brought =
  /** `through`: the day of its last close; absent of what a person has uploaded. */
  | { state: "there"; source: string; isNew: boolean; through?: Day }
  /** `until`: when asking makes sense again. */
  | { state: "waiting"; source: string; until: string; message: string }
  | { state: "none"; message: string };

/** After what passes by itself, without the source saying when. */
const AGAIN_MS = 15 * 60_000;
/** What should be there already and is not is not asked for at once again. */
const SOONEST_MS = 5_000;

interface Sources {
  /** Why a source is not asked now. */
  refusal(provider: Provider): ProviderError | undefined;
  /** What is there already and new enough. */
  there(provider: Provider): CloseSeries | undefined;
  renew(provider: Provider): Promise<CloseSeries>;
}

/** Goes along the sources, best first, until one has it. What waits longest is not waited for while another waits less. */
export async function bringFrom(
  providers: readonly Provider[],
  instrument: Instrument,
  clock: Clock,
  { refusal, there, renew }: Sources,
): Promise<Brought> {
  let waiting: Extract<Brought, { state: "waiting" }> | undefined;
  let message = `Nobody asked here has daily prices of ${instrument.symbol}.`;
  const note = (provider: Provider, error: ProviderError) => {
    const until = retryAtOf(error, clock());
    if (until === undefined) message = error.message;
    else if (!waiting || until < waiting.until) {
      waiting = { state: "waiting", source: provider.name, until, message: error.message };
    }
  };

  for (const provider of providers) {
    const kept = there(provider);
    if (kept) return { state: "there", source: provider.name, isNew: false, ...throughOf(kept) };
    const refused = refusal(provider);
    if (refused) {
      note(provider, refused);
      continue;
    }
    try {
      const series = await renew(provider);
      if (series.days.length > 0) return { state: "there", source: provider.name, isNew: true, ...throughOf(series) };
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      note(provider, error);
    }
  }
  return waiting ?? { state: "none", message };
}

function throughOf({ days }: CloseSeries): { through?: Day } {
  const last = days.at(-1);
  return last === undefined ? {} : { through: dayFromNumber(last) };
}

/** Undefined where asking again brings the same: it has none, or not on this plan, or the key is wrong. */
function retryAtOf({ reason, retryAt }: ProviderError, nowMs: number): string | undefined {
  switch (reason) {
    case "rate-limited":
    case "blocked":
    case "transient":
    case "malformed":
      return new Date(Math.max(retryAt ? Date.parse(retryAt) : nowMs + AGAIN_MS, nowMs + SOONEST_MS)).toISOString();
    case "not-found":
    case "no-data":
    case "plan-restricted":
    case "unauthorized":
    case "unsupported":
      return undefined;
    default:
      return reason satisfies never;
  }
}
