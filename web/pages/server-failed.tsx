import { useEffect, useState } from "react";
import { Page } from "../components/page.tsx";
import type { Trouble } from "../live/state.ts";
import { client, loading, session } from "../live.ts";
import { text } from "../text.ts";

/** A server that fails must never look like a new user: what is saved is still saved, and the page says so. */
export function ServerFailed({ trouble }: { trouble: Trouble }) {
  if (trouble.status === 401) return <NotLetIn trouble={trouble} />;
  return (
    <Page title={text.failed.title}>
      <p className="lead">{text.failed.still}</p>
      <p className="quiet">{trouble.message}</p>
      <TryAgain />
    </Page>
  );
}

/** Where people sign in, trying again leads there; a laptop lets a browser in by a link only, and asking again cannot help. */
function NotLetIn({ trouble }: { trouble: Trouble }) {
  const [canSignIn, setCanSignIn] = useState<boolean>();
  useEffect(() => {
    session.signOut().then(
      (signOut) => setCanSignIn(signOut !== undefined),
      () => setCanSignIn(true),
    );
  }, []);
  useLetIn();

  return (
    <Page title={text.door.title}>
      {canSignIn === false && <HowToGetIn />}
      {canSignIn && (
        <>
          <p className="lead">{text.door.signIn}</p>
          <p className="quiet">{trouble.message}</p>
          <TryAgain />
        </>
      )}
    </Page>
  );
}

function HowToGetIn() {
  return (
    <>
      <p className="lead">{text.door.lead}</p>
      <ol className="way-in">
        <li>
          {text.door.terminal}
          <pre>
            <code>{text.door.command}</code>
          </pre>
          <span className="quiet">
            {text.door.disturbs} {text.door.folder}
          </span>
        </li>
        <li>
          {text.door.link} <span className="quiet">{text.door.stays}</span>
        </li>
      </ol>
    </>
  );
}

/** The link may be opened in another tab: who comes back to this one is let in as well. */
function useLetIn(): void {
  useEffect(() => {
    const look = () =>
      void client.session().then(
        () => loading.open(),
        () => {},
      );
    addEventListener("focus", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      removeEventListener("focus", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
}

function TryAgain() {
  return (
    <div className="actions">
      <button type="button" className="button primary" onClick={() => void loading.open()}>
        {text.tryAgain}
      </button>
    </div>
  );
}
