import type { HeldKey, ProviderStatus } from "@tickfolio/protocol";
import { useState } from "react";
import { format } from "../../format.ts";
import { client, serverNow, useLive } from "../../live.ts";
import { turn } from "../../market-care.ts";
import { readMarketData } from "../../market-data.ts";
import { text } from "../../text.ts";
import { marketText } from "../../text-market.ts";
import { troubleOf } from "../../trouble-words.ts";
import { Switch } from "../field.tsx";
import { BudgetMeter } from "./budget-meter.tsx";
import { ProviderKey } from "./provider-key.tsx";
import { WithLinks } from "./with-links.tsx";

interface Props {
  provider: ProviderStatus;
  isOn: boolean;
  held: readonly HeldKey[];
}

const words = marketText.providers;
const NEEDS_WORDS: readonly ProviderStatus["state"][] = ["needs-key", "blocked", "rate-limited", "failing"];

/** One that is asked, or could be: how it is, what to do about it, what it has left, and its key. */
export function ProviderRow({ provider, isOn, held }: Props) {
  const { name, title, asks, hosts, state, message, remedy, scope, budget, key } = provider;
  // Nobody is asked yet: what a provider will be is told by its switch.
  const isUnseen = useLive(({ settings }) => settings.sourcesSeen === false);
  const shown = isUnseen && isOn && state === "off" ? "idle" : state;
  const isOutside = hosts.length > 0;
  const isRejected = state === "needs-key" && key !== undefined && key.held !== "none";
  return (
    <li className="provider" id={`provider-${name}`}>
      <div className="provider-head">
        <div className="provider-name">
          <StateDot state={shown} />
          <h3>{title}</h3>
          <span className={`state ${shown}`}>{isRejected ? words.otherKey : text.providerStates[shown]}</span>
          {scope === "own" && <span className="own-tag">{words.own}</span>}
        </div>
        {isOutside && state !== "needs-key" && <TestButton provider={provider} />}
        {/* What lacks its key is asked nothing, whichever way a switch stands. */}
        {state !== "needs-key" && (
          <Switch label={words.use(title)} checked={isOn} onChange={(on) => void turn(provider, on)} />
        )}
      </div>
      <div className="provider-body">
        <div>
          <p>{asks}</p>
          {NEEDS_WORDS.includes(state) && (
            <p className={`provider-trouble ${state}`}>
              <WithLinks>{message}</WithLinks>{" "}
              {isRejected ? words.replaceIt : state === "needs-key" && key ? "" : remedy}
              {provider.retryAt && ` ${text.settings.retryAt(format.instant(provider.retryAt))}`}
            </p>
          )}
          {isOutside && (
            <div className="provider-actions">
              {key && <ProviderKey provider={provider} held={held} />}
              <details>
                <summary>{words.more}</summary>
                <p>
                  {words.asks(hosts)} {provider.terms}{" "}
                  {words.brings(provider.capabilities.map((one) => words.able[one] ?? one))}
                </p>
                {budget && budget.length > 1 && <BudgetMeter budget={budget} all />}
              </details>
            </div>
          )}
        </div>
        <Facts provider={provider} />
      </div>
    </li>
  );
}

function Facts({ provider: { lastSuccess, hosts, budget, state } }: { provider: ProviderStatus }) {
  if (hosts.length === 0) return <p className="provider-facts">{words.asks(hosts)}</p>;
  if (state === "needs-key" && !lastSuccess) return null;
  return (
    <div className="provider-facts">
      <span>
        {lastSuccess
          ? words.answered(format.age(lastSuccess, serverNow()))
          : state === "failing" || state === "blocked"
            ? words.noAnswer
            : words.never}
      </span>
      {budget && budget.length > 0 && <BudgetMeter budget={budget} />}
    </div>
  );
}

/** Asks it one cheap thing, and says what came of it. */
function TestButton({ provider: { name, title } }: { provider: ProviderStatus }) {
  const [result, setResult] = useState<{ works: boolean; message: string } | "asking">();

  async function ask(): Promise<void> {
    setResult("asking");
    try {
      setResult(await client.testProvider(name));
    } catch (error) {
      setResult({ works: false, message: troubleOf(error) });
    }
    void readMarketData();
  }

  return (
    <>
      <button
        type="button"
        className="button small"
        aria-label={words.testOf(title)}
        aria-disabled={result === "asking"}
        onClick={() => result !== "asking" && void ask()}
      >
        {result === "asking" ? words.testing : words.test}
      </button>
      <span role="status" className="provider-result">
        {result && result !== "asking" && (
          <span className={result.works ? "good" : "wrong"}>
            {result.works ? "✓" : "✗"} {result.message}
          </span>
        )}
      </span>
    </>
  );
}

/** Told apart by shape as well as by colour: full, ring, triangle, dashed ring. */
export function StateDot({ state }: { state: ProviderStatus["state"] }) {
  const isGood = state === "ok";
  const isBad = state === "failing" || state === "blocked";
  return (
    <svg className={`state-dot ${state}`} viewBox="0 0 10 10" aria-hidden="true">
      {isGood && <circle cx="5" cy="5" r="4" className="full" />}
      {isBad && <path d="M5 1L9.4 9H.6z" className="full" />}
      {!isGood && !isBad && <circle cx="5" cy="5" r="3.4" className="ring" />}
      {state === "rate-limited" && <path d="M5 1.6A3.4 3.4 0 0 1 5 8.4z" className="full" />}
    </svg>
  );
}
