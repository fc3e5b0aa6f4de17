import { type ComponentType, type ReactNode, use } from "react";

/** A failure is first shown, and only then forgotten: forgotten at once, it would be asked for again and again. */
const FORGOTTEN_AFTER_MS = 500;

/** A part of the app that could not be fetched. What the browser says about it is no help to anybody. */
export class PartAway extends Error {
  override name = "PartAway";
  /** Asks for it again; it is shown when that succeeds. */
  readonly fetchAgain: () => Promise<void>;

  constructor(cause: unknown, fetchAgain: () => Promise<void>) {
    super("A part of the page could not be fetched.", { cause });
    this.fetchAgain = fetchAgain;
  }
}

/**
 * A part of the app that is loaded when it is first shown. Unlike `lazy`, one that could not be loaded (the connection was gone)
 * is asked for again the next time.
 */
export function part<P extends object>(load: () => Promise<ComponentType<P>>): (props: P) => ReactNode {
  let loading: Promise<ComponentType<P>> | undefined;
  async function fetchAgain(): Promise<void> {
    const loaded = await load();
    loading = Promise.resolve(loaded);
  }

  return function Part(props: P) {
    loading ??= load().catch((cause: unknown) => {
      setTimeout(() => {
        loading = undefined;
      }, FORGOTTEN_AFTER_MS);
      throw new PartAway(cause, fetchAgain);
    });
    const Loaded = use(loading);
    return <Loaded {...props} />;
  };
}
