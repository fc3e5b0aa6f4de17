import type { OwnSources } from "./own-sources.ts";

/** What people have of their own, opened when somebody first asks: most requests need no key, and unlocking takes loading. */
export function createLazySources(open: () => Promise<OwnSources>): OwnSources {
  return {
    keys: async (...asked) => (await open()).keys(...asked),
    saveKey: async (...asked) => (await open()).saveKey(...asked),
    removeKey: async (...asked) => (await open()).removeKey(...asked),
    customs: async (...asked) => (await open()).customs(...asked),
    saveCustom: async (...asked) => (await open()).saveCustom(...asked),
    removeCustom: async (...asked) => (await open()).removeCustom(...asked),
    tryCustom: async (...asked) => (await open()).tryCustom(...asked),
    choice: async (...asked) => (await open()).choice(...asked),
    saveChoice: async (...asked) => (await open()).saveChoice(...asked),
  };
}
