import { createMemoryProviderState } from "./provider-state.ts";
import { providerStateConformance } from "./provider-state-conformance.ts";

providerStateConformance("in memory", async (clock) => createMemoryProviderState(clock));
