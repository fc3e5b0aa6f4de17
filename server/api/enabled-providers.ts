import type { IsEnabled } from "../market/desk.ts";
import type { Store } from "../store/store.ts";
import type { UserStore } from "../store/user-store.ts";

/** One look at the settings serves all questions that come at about the same time. */
const REMEMBERED_MS = 300;

/** Whether a user lets a provider be asked: as they have switched it, else as it comes. */
export function enabledBySettings(store: Pick<Store, "forUser">, clock: () => number): IsEnabled {
  const looks = new Map<string, { atMs: number; settings: ReturnType<UserStore["settings"]> }>();
  return async (user, provider) => {
    let look = looks.get(user);
    if (!look || clock() - look.atMs > REMEMBERED_MS) {
      look = { atMs: clock(), settings: store.forUser(user).settings() };
      look.settings.catch(() => looks.delete(user));
      looks.set(user, look);
    }
    return (await look.settings)?.providers[provider.name] ?? provider.defaultOn;
  };
}
