import type { InstrumentId } from "@tickfolio/engine";
import type { Provider } from "../provider.ts";

/** Who can be asked on whose behalf. What a person has of their own (a key, a source, a spelling) is a provider of their scope. */
export interface Roster {
  /** Nobody's own: the deployment's and the public ones, in order of preference. */
  shared(): Promise<readonly Provider[]>;
  /**
   * Those of a user in order of preference, their own first; also those that lack a key or are switched off.
   * An object stays the same as long as its key and its set-up do: its health, its budget and its stream hang on it.
   */
  of(user: string): Promise<readonly Provider[]>;
  /** The sources a user wants for an instrument before all others, by name. */
  pinsOf(user: string): Promise<ReadonlyMap<InstrumentId, string>>;
  /** Nobody is asked any more. */
  close?(): Promise<void>;
}

/** The same providers for everybody. */
export function createFixedRoster(providers: readonly Provider[]): Roster {
  return {
    shared: async () => providers,
    of: async () => providers,
    pinsOf: async () => new Map(),
  };
}

/** The same providers for everybody, and what each wants before all others. */
export function createChosenRoster(
  providers: readonly Provider[],
  choicesOf: (user: string) => Promise<readonly { instrument: InstrumentId; pin?: string }[]>,
): Roster {
  return {
    ...createFixedRoster(providers),
    async pinsOf(user) {
      const choices = await choicesOf(user);
      return new Map(choices.flatMap(({ instrument, pin }) => (pin === undefined ? [] : [[instrument, pin] as const])));
    },
  };
}
