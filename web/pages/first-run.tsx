import { Suspense, useState } from "react";
import { Link, useLocation } from "wouter";
import { Icon } from "../components/icon.tsx";
import { Page } from "../components/page.tsx";
import { part } from "../components/part.tsx";
import { PortfolioRows } from "../components/portfolio-rows.tsx";
import { Section } from "../components/section.tsx";
import { changes, useLive } from "../live.ts";
import { tellFailure } from "../notices.ts";
import { openPanel } from "../panels.ts";
import { agreeToSources } from "../sources-shown.ts";
import { text } from "../text.ts";

const FirstSources = part(async () => (await import("../components/market/first-sources.tsx")).FirstSources);

/** Three doors, no sign-up. */
export function FirstRun() {
  const samples = useLive((state) => state.portfolios);
  const [, navigate] = useLocation();
  const [isMaking, setMaking] = useState(false);

  async function lookAround(): Promise<void> {
    setMaking(true);
    try {
      const sample = samples[0] ?? (await changes.makeSample());
      navigate(`/portfolios/${sample.id}`);
    } catch (error) {
      tellFailure(error);
      setMaking(false);
    }
  }

  /** Going on matters more: who cannot save this is asked again on the page on market data. */
  const agree = () => agreeToSources().catch(tellFailure);

  return (
    <Page title={text.firstRun.title} heading={text.firstRun.heading} headingStyle="large">
      <p className="lead">{text.firstRun.lead}</p>
      <Ornament />
      <ul className="doors">
        <li>
          <button type="button" className="door" disabled={isMaking} onClick={() => void lookAround()}>
            <Icon name="eye" />
            <strong>{text.firstRun.look.title}</strong>
            <span>{text.firstRun.look.body}</span>
            <em>{isMaking ? text.firstRun.look.making : text.firstRun.look.go}</em>
          </button>
        </li>
        <li>
          <Link href="/import" className="door" onClick={() => void agree()}>
            <Icon name="upload" />
            <strong>{text.firstRun.bring.title}</strong>
            <span>{text.firstRun.bring.body}</span>
            <em>{text.firstRun.bring.go}</em>
          </Link>
        </li>
        <li>
          <button
            type="button"
            className="door"
            onClick={() => {
              void agree();
              openPanel({ kind: "transaction", start: "buy" });
            }}
          >
            <Icon name="pencil" />
            <strong>{text.firstRun.type.title}</strong>
            <span>{text.firstRun.type.body}</span>
            <em>{text.firstRun.type.go}</em>
          </button>
        </li>
      </ul>
      {samples.length > 0 && (
        <Section title={text.sample.title}>
          <p className="quiet">{text.sample.apart}</p>
          <PortfolioRows portfolios={samples} />
        </Section>
      )}
      <Suspense fallback={null}>
        <FirstSources />
      </Suspense>
      <p className="promise">{text.firstRun.promise}</p>
    </Page>
  );
}

/** A year on a market, as a line: what this is about before anything is in it. */
function Ornament() {
  return (
    <svg className="ornament" viewBox="0 0 1000 120" preserveAspectRatio="none" aria-hidden="true">
      <path
        className="under-curve"
        d="M0 96L48 88L90 94L140 76L182 82L230 62L268 74L316 58L356 68L402 44L452 58L494 52L540 70L588 48L630 54L676 32L724 44L770 26L816 38L868 18L912 28L954 12L1000 16V120H0Z"
      />
      <path
        className="curve area"
        vectorEffect="non-scaling-stroke"
        d="M0 96L48 88L90 94L140 76L182 82L230 62L268 74L316 58L356 68L402 44L452 58L494 52L540 70L588 48L630 54L676 32L724 44L770 26L816 38L868 18L912 28L954 12L1000 16"
      />
    </svg>
  );
}
