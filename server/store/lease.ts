import { keyOf } from "./keys.ts";
import { readStored, toStored } from "./stored.ts";
import { type Clock, ConflictError, type Expected, type Table } from "./table.ts";

/** What is known of a lease that is held. */
export interface HeldLease {
  holder: string;
  /** Grows with every taking, for ever: what carries an older epoch comes from somebody who has lost the lease. */
  epoch: number;
  /** In milliseconds since 1970; from then on anybody may take it. */
  until: number;
}

/** At most one holder at a time, for as long as it renews. */
export interface Lease {
  /** Undefined while somebody else holds it. Taking again what one holds begins a new epoch. */
  take(holder: string, seconds: number): Promise<HeldLease | undefined>;
  /** Undefined when it has been lost: it ran out, or somebody has taken it since. */
  renew(held: HeldLease, seconds: number): Promise<HeldLease | undefined>;
  /** Lets others have it at once. Nothing happens when it has been lost. */
  release(held: HeldLease): Promise<void>;
  current(): Promise<HeldLease | undefined>;
  /** As it was last written, held or not: its epoch is the highest anybody has had. */
  last(): Promise<HeldLease | undefined>;
}

/** The item never expires: the epoch would begin again. */
export function createLease(table: Table, clock: Clock, scope: string, name: string): Lease {
  const key = { partition: keyOf("FEED", scope, name), sort: "LEASE" };

  async function read(): Promise<{ lease: HeldLease; version: number } | undefined> {
    const item = await table.get(key);
    return item && { lease: readStored(item, readLease), version: item.version };
  }

  async function write(lease: HeldLease, expected: Expected): Promise<HeldLease | undefined> {
    try {
      await table.put({ ...key, value: toStored(lease) }, expected);
      return lease;
    } catch (error) {
      if (error instanceof ConflictError) return undefined;
      throw error;
    }
  }

  function isHeld(lease: HeldLease): boolean {
    return lease.until > clock();
  }

  async function change(held: HeldLease, until: number): Promise<HeldLease | undefined> {
    const stored = await read();
    if (stored?.lease.epoch !== held.epoch || !isHeld(stored.lease)) return undefined;
    return write({ ...stored.lease, until }, stored.version);
  }

  return {
    async take(holder, seconds) {
      const stored = await read();
      if (stored && isHeld(stored.lease) && stored.lease.holder !== holder) return undefined;
      const lease = { holder, epoch: (stored?.lease.epoch ?? 0) + 1, until: clock() + seconds * 1000 };
      return write(lease, stored?.version ?? "absent");
    },

    renew: (held, seconds) => change(held, clock() + seconds * 1000),

    async release(held) {
      await change(held, 0);
    },

    async current() {
      const stored = await read();
      return stored && isHeld(stored.lease) ? stored.lease : undefined;
    },

    last: async () => (await read())?.lease,
  };
}

function readLease(members: object): HeldLease {
  const { holder, epoch, until } = members as HeldLease;
  if (typeof holder !== "string" || !Number.isInteger(epoch) || typeof until !== "number") {
    throw new TypeError("it is no lease.");
  }
  return { holder, epoch, until };
}
