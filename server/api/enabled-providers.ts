import type { UserSettings } from "@tickfolio/protocol";
import type { IsEnabled } from "../market/desk.ts";
import type { Provider } from "../market/provider.ts";
import type { UserStore } from "../store/user-store.ts";

/** One look at the settings serves all questions that come at about the same time. */
const REMEMBERED_MS = 300;

/** Where users' settings are. */
export interface SettingsOf {
  forUser(user: string): Pick<UserStore, "settings">;
}

/** Whether a user lets a provider be asked: as they have switched it, else as it comes. */
export function enabledBySettings(store: SettingsOf, clock: () => number): IsEnabled {
  const looks = new Map<string, { atMs: number; settings: ReturnType<UserStore["settings"]> }>();
  const isEnabled: IsEnabled = async (user, provider) => {
    let look = looks.get(user);
    if (!look || clock() - look.atMs > REMEMBERED_MS) {
      look = { atMs: clock(), settings: store.forUser(user).settings() };
      look.settings.catch(() => looks.delete(user));
      looks.set(user, look);
    }
    return mayAsk(provider, await look.settings);
  };
  return Object.assign(isEnabled, { forget: (user: string) => void looks.delete(user) });
}

/**
 * Before the first request a person sees who would be asked what: nobody outside is asked for somebody who has saved no settings yet, or
 * whose settings say that they have not seen it. What they have brought themselves, a key or a source, they have seen.
 */
function mayAsk({ name, hosts, scope, defaultOn }: Provider, settings: UserSettings | undefined): boolean {
  const isOutside = hosts.length > 0 && !scope.startsWith("user:");
  if (isOutside && (settings === undefined || settings.sourcesSeen === false)) return false;
  return settings?.providers[name] ?? defaultOn;
}
