import { Page } from "../components/page.tsx";
import type { Trouble } from "../live/state.ts";
import { loading } from "../live.ts";
import { text } from "../text.ts";

/** A server that fails must never look like a new user: what is saved is still saved, and the page says so. */
export function ServerFailed({ trouble }: { trouble: Trouble }) {
  const isStranger = trouble.status === 401;
  return (
    <Page title={isStranger ? text.failed.notLetIn : text.failed.title}>
      <p className="lead">{isStranger ? text.failed.letIn : text.failed.still}</p>
      <p className="quiet">{trouble.message}</p>
      <div className="actions">
        <button type="button" className="button primary" onClick={() => void loading.open()}>
          {text.tryAgain}
        </button>
      </div>
    </Page>
  );
}
