import { randomUUID } from "node:crypto";
import type { InstrumentId } from "@tickfolio/engine";
import type { ProviderStatus } from "@tickfolio/protocol";
import { type Capability, type Clock, type Provider, ProviderError, type ProviderFailure } from "../provider.ts";
import type { ProviderState } from "./provider-state.ts";
import { createSharedRecord } from "./shared-record.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Failures in a row that close a provider for a while, first for a minute, then doubling up to half an hour. */
const FAILURES_ALLOWED = 5;
const LONGEST_PAUSE_MS = 30 * MINUTE_MS;
const BLOCKED_MS = 6 * HOUR_MS;
const RATE_LIMITED_MS = MINUTE_MS;
const MALFORMED_MS = 5 * MINUTE_MS;
/** What somebody types into a search may be what was wrong: others soon search again, and prices are asked for as before. */
const TYPED: ReadonlySet<Capability> = new Set(["search", "resolve"]);
const MALFORMED_SEARCH_MS = 20_000;
/** The one request after a pause has so long to answer before another may be that one. */
const PROBE_MS = 30_000;
/** That a provider still answers is written this often at most. */
const SUCCESS_EVERY_MS = HOUR_MS;
const KEEP_MS = 90 * 24 * HOUR_MS;

/** How a provider is doing, as its answers tell, to this process and to others. It is asked again on its own when a pause is over. */
export interface Health {
  /** Resolves when it is known what other processes have been told. Never fails. */
  ready(): Promise<void>;
  /** Why it may not be asked now; undefined when it may. */
  refusal(capability: Capability): ProviderError | undefined;
  /** The same for somebody who asks now: after a pause one goes first, and the others wait for what becomes of it. Whoever may ask says how it ended. */
  begin(capability: Capability): Promise<ProviderError | undefined>;
  succeeded(capability?: Capability): void;
  /** `about`: the one instrument it was asked for, of which alone a malformed answer says something. */
  failed(capability: Capability, error: ProviderError, about?: InstrumentId): void;
  /** The request ended without an answer, for a reason that says nothing about the provider. */
  gaveUp(): void;
  /** Its state in words, for somebody for whom it is switched on. */
  state(): Pick<ProviderStatus, "state" | "message" | "retryAt" | "lastSuccess">;
  /** Resolves when others can know what is known here. */
  saved(): Promise<void>;
}

interface Trouble {
  untilMs: number;
  reason: ProviderFailure;
  message: string;
  /** What came, where nobody could make sense of it: for the operator, not for screens, as it may be of anybody's request. */
  sample?: string | undefined;
  /** The one instrument whose answer it was, which closes nothing for the others. */
  about?: InstrumentId | undefined;
}

/** What other processes should know. */
interface HealthRecord {
  /** Its key was: no use asking before there is another one, which is another provider. */
  rejected?: string | undefined;
  /** Until it has answered once more, also when the time is over. */
  pause?: (Trouble & { probe?: { by: string; untilMs: number } }) | undefined;
  /** How long the next pause for failures is. */
  pauseMs: number;
  /** A malformed answer is of one kind of request; the others go on. */
  malformed: { [capability: string]: Trouble };
  lastSuccessMs?: number | undefined;
}

interface HealthOptions {
  state?: ProviderState | undefined;
  log?: ((message: string) => void) | undefined;
}

export function createHealth(provider: Provider, clock: Clock, { state, log = () => {} }: HealthOptions = {}): Health {
  const record = createSharedRecord<HealthRecord>({
    // What nobody is asked for over a network concerns this machine alone.
    state: provider.hosts.length > 0 ? state : undefined,
    place: { scope: provider.scope, provider: provider.name, keyHash: provider.keyHash ?? "none" },
    ...{ name: "health", keepMs: KEEP_MS, clock, empty: { pauseMs: MINUTE_MS, malformed: {} }, read: recordOf, log },
  });
  const self = randomUUID();
  let failures = 0;
  let last: ProviderError | undefined;
  let answeredMs = 0;
  /** The first request after a pause. */
  let probe: { untilMs: number; over: Promise<void>; end(): void } | undefined;

  const instant = (ms: number) => new Date(ms).toISOString();
  const refused = (reason: ProviderFailure, message: string, untilMs?: number) =>
    new ProviderError(provider.name, reason, message, untilMs === undefined ? undefined : instant(untilMs));

  function pauseFor(reason: ProviderFailure, message: string, untilMs: number): void {
    record.change((value) => ({
      ...value,
      pause: { reason, message, untilMs: Math.max(untilMs, value.pause?.untilMs ?? 0) },
    }));
  }

  function refusal(capability: Capability): ProviderError | undefined {
    if (provider.needs !== undefined) return refused("unauthorized", provider.needs);
    const { rejected, pause, malformed } = record.value;
    if (rejected !== undefined) return refused("unauthorized", rejected);
    const nowMs = clock();
    if (pause && nowMs < pause.untilMs) return refused(pause.reason, pause.message, pause.untilMs);
    const odd = malformed[capability];
    return odd && nowMs < odd.untilMs ? refused("malformed", odd.message, odd.untilMs) : undefined;
  }

  /** What was wrong with an answer names what it was asked for: that is one person's matter, and all who share the provider read this. */
  function toldOf(capability: Capability, { reason, message }: ProviderError): string {
    const isShared = provider.hosts.length > 0 && !provider.scope.startsWith("user:");
    if (reason !== "malformed" || !isShared || capability === "rates") return message;
    log(`${provider.name}, asked for ${capability}: ${message}`);
    return `${provider.title} answered with something that could not be read.`;
  }

  function endProbe(): void {
    probe?.end();
    probe = undefined;
  }

  /** Whether this process is the one that asks first: the others see that it does. */
  async function goFirst(pause: Trouble): Promise<boolean> {
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    const untilMs = clock() + PROBE_MS;
    probe = { untilMs, over, end };
    let isMine = true;
    record.change((value) => {
      const theirs = value.pause;
      isMine = !theirs || theirs.untilMs <= pause.untilMs;
      if (!isMine || !theirs) return value;
      // Somebody else asks already.
      isMine = theirs.probe === undefined || theirs.probe.untilMs <= clock() || theirs.probe.by === self;
      return isMine ? { ...value, pause: { ...theirs, probe: { by: self, untilMs } } } : value;
    });
    await record.saved();
    if (!isMine) endProbe();
    return isMine;
  }

  function succeeded(capability?: Capability): void {
    const nowMs = clock();
    failures = 0;
    last = undefined;
    answeredMs = nowMs;
    const { rejected, pause, pauseMs, malformed, lastSuccessMs = 0 } = record.value;
    // What was under way when a pause began does not end it.
    const isOver = pause === undefined || pause.untilMs <= nowMs;
    const wasOdd = capability !== undefined && malformed[capability] !== undefined;
    const wasBad = (pause && isOver) || rejected !== undefined || wasOdd || (isOver && pauseMs > MINUTE_MS);
    if (wasBad || nowMs - lastSuccessMs >= SUCCESS_EVERY_MS) {
      record.change((value) => ({
        ...(value.pause && value.pause.untilMs > nowMs
          ? { pause: value.pause, pauseMs: value.pauseMs }
          : { pauseMs: MINUTE_MS }),
        malformed: Object.fromEntries(Object.entries(value.malformed).filter(([each]) => each !== capability)),
        lastSuccessMs: nowMs,
      }));
    }
    endProbe();
  }

  return {
    ready: () => record.ready(),
    refusal,

    async begin(capability) {
      await record.ready();
      for (;;) {
        const no = refusal(capability);
        if (no) return no;
        const { pause } = record.value;
        if (!pause) return undefined;
        if (probe && clock() < probe.untilMs) {
          await probe.over;
          continue;
        }
        endProbe();
        const theirs = pause.probe;
        if (theirs && theirs.by !== self && theirs.untilMs > clock()) {
          return refused(pause.reason, pause.message, theirs.untilMs);
        }
        if (await goFirst(pause)) return undefined;
      }
    },

    succeeded,

    failed(capability, error, about) {
      const nowMs = clock();
      const retryMs = error.retryAt === undefined ? undefined : Date.parse(error.retryAt);
      const { reason } = error;
      const message = toldOf(capability, error);
      switch (reason) {
        case "not-found":
        case "no-data":
        case "plan-restricted":
        case "unsupported":
          // An answer, only not the one hoped for.
          succeeded(capability);
          return;
        case "unauthorized":
          record.change((value) => ({ ...value, rejected: message }));
          break;
        case "rate-limited":
          pauseFor(reason, message, retryMs ?? nowMs + RATE_LIMITED_MS);
          break;
        case "blocked":
          pauseFor(reason, message, retryMs ?? nowMs + BLOCKED_MS);
          break;
        case "malformed":
          record.change((value) => {
            const before = value.malformed[capability];
            const isOfOne = about !== undefined && (before === undefined || before.about === about);
            const closedMs = TYPED.has(capability) ? MALFORMED_SEARCH_MS : MALFORMED_MS;
            const untilMs = isOfOne ? nowMs : nowMs + closedMs;
            const trouble = { reason, message, untilMs, sample: error.sample, ...(isOfOne ? { about } : {}) };
            return { ...value, malformed: { ...value.malformed, [capability]: trouble } };
          });
          if (!TYPED.has(capability)) failures += 1;
          break;
        case "transient":
          failures += 1;
          break;
        default:
          reason satisfies never;
      }
      last = refused(reason, message);
      const { pause } = record.value;
      const isPaused = pause !== undefined && nowMs < pause.untilMs;
      // The one request after a pause decides; those that were under way when it began do not make it longer.
      const isEnough = failures >= FAILURES_ALLOWED || (pause !== undefined && failures > 0);
      if (isEnough && !isPaused) {
        record.change((value) => ({
          ...value,
          pause: { reason, message, untilMs: nowMs + value.pauseMs },
          pauseMs: Math.min(value.pauseMs * 2, LONGEST_PAUSE_MS),
        }));
      }
      endProbe();
    },

    gaveUp() {
      if (!probe) return;
      // Another may go first.
      record.change(({ pause, ...value }) => {
        if (pause?.probe?.by !== self) return { ...value, pause };
        const { probe: _, ...rest } = pause;
        return { ...value, pause: rest };
      });
      endProbe();
    },

    state() {
      const { rejected, pause, lastSuccessMs, malformed } = record.value;
      const nowMs = clock();
      const sinceMs = Math.max(lastSuccessMs ?? 0, answeredMs);
      const since = sinceMs === 0 ? {} : { lastSuccess: instant(sinceMs) };
      // On this machine what is missing is a file, not a key.
      const wanting = provider.hosts.length > 0 ? "needs-key" : "failing";
      if (provider.needs !== undefined) return { state: wanting, message: provider.needs };
      if (rejected !== undefined) return { state: "needs-key", message: rejected, ...since };
      const odd = Object.values(malformed).find(({ untilMs }) => nowMs < untilMs);
      const trouble = pause ?? odd ?? (failures > 0 ? last : undefined);
      if (trouble) {
        const { reason, message } = trouble;
        const untilMs = "untilMs" in trouble && nowMs < trouble.untilMs ? trouble.untilMs : undefined;
        const state = reason === "rate-limited" || reason === "blocked" ? reason : "failing";
        return { state, message, ...(untilMs === undefined ? {} : { retryAt: instant(untilMs) }), ...since };
      }
      if (sinceMs === 0) return { state: "idle", message: "Not asked yet." };
      return { state: "ok", message: provider.notice ?? "Answering.", lastSuccess: instant(sinceMs) };
    },

    saved: () => record.saved(),
  };
}

function recordOf(stored: object): HealthRecord | undefined {
  const { rejected, pause, pauseMs, malformed, lastSuccessMs } = stored as Partial<HealthRecord>;
  if (typeof pauseMs !== "number" || typeof malformed !== "object") return undefined;
  return { rejected, pause, pauseMs, malformed, lastSuccessMs };
}
