import { type ComponentType, type ReactNode, use } from "react";

/** A failure is first shown, and only then forgotten: forgotten at once, it would be asked for again and again. */
const FORGOTTEN_AFTER_MS = 500;

/**
 * A part of the app that is loaded when it is first shown. Unlike `lazy`, one that could not be loaded (the connection was gone)
 * is asked for again the next time.
 */
export function part<P extends object>(load: () => Promise<ComponentType<P>>): (props: P) => ReactNode {
  let loading: Promise<ComponentType<P>> | undefined;
  return function Part(props: P) {
    loading ??= load().catch((error: unknown) => {
      setTimeout(() => {
        loading = undefined;
      }, FORGOTTEN_AFTER_MS);
      throw error;
    });
    const Loaded = use(loading);
    return <Loaded {...props} />;
  };
}
