import { Component, type ReactNode, useEffect } from "react";
import { useLive } from "../live.ts";
import { text } from "../text.ts";
import { PartAway } from "./part.tsx";

interface BoundaryProps {
  name: string;
  /** What is shown; something else is given its own chance. */
  of?: string;
  children: ReactNode;
}

/** A part that fails says so and leaves the rest of the page alone. */
export class Boundary extends Component<BoundaryProps, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidUpdate(before: BoundaryProps) {
    if (before.of !== this.props.of && this.state.error) this.again();
  }

  again = () => this.setState({ error: null });

  override render() {
    const { error } = this.state;
    const { name, children } = this.props;
    if (!error) return children;
    if (error instanceof PartAway) return <Away name={name} error={error} again={this.again} />;
    return (
      <div className="trouble" role="alert">
        <p>
          <strong>{text.boundary.title(name)}</strong> {text.boundary.still}
        </p>
        <p className="quiet">{error.message}</p>
        <button type="button" className="button" onClick={this.again}>
          {text.tryAgain}
        </button>
      </div>
    );
  }
}

const ASK_AGAIN_MS = 4_000;

/** It was never fetched, and cannot be now: it is asked for again by itself, at once when the connection is back. */
function Away({ name, error, again }: { name: string; error: PartAway; again(): void }) {
  const online = useLive((state) => state.online);
  useEffect(() => {
    if (!online) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = () =>
      void error.fetchAgain().then(again, () => {
        if (timer !== undefined) timer = setTimeout(ask, ASK_AGAIN_MS);
      });
    timer = setTimeout(ask);
    return () => {
      clearTimeout(timer);
      timer = undefined;
    };
  }, [online, error, again]);
  return (
    <div className="trouble" role="alert">
      <p>
        <strong>{text.boundary.away(name)}</strong> {online ? text.part.unsent : text.part.offline}
      </p>
      {online && (
        <>
          <p className="quiet">{text.part.reload}</p>
          <button type="button" className="button" onClick={() => location.reload()}>
            {text.part.reloadNow}
          </button>
        </>
      )}
    </div>
  );
}
