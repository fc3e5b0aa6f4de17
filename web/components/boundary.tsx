import { Component, type ReactNode } from "react";
import { text } from "../text.ts";

/** A part that fails says so and leaves the rest of the page alone. */
export class Boundary extends Component<{ name: string; children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div className="trouble" role="alert">
        <p>
          <strong>{text.boundary.title(this.props.name)}</strong> {text.boundary.still}
        </p>
        <p className="quiet">{error.message}</p>
        <button type="button" className="button" onClick={() => this.setState({ error: null })}>
          {text.tryAgain}
        </button>
      </div>
    );
  }
}
