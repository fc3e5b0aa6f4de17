import { keyOf } from "../store/keys.ts";
import { readStored, toStored } from "../store/stored.ts";
import { ConflictError, type Item, type Table } from "../store/table.ts";

/** The right to be the only one who does something, for a while. */
export interface Lease {
  /** Grows with every holder; what a holder writes or sends carries it, so that a late word of an earlier one is known. */
  readonly epoch: number;
  /** Extends the lease from now; false when somebody else has it. */
  renew(): Promise<boolean>;
  /** Lets go at once, so that the next need not wait. */
  release(): Promise<void>;
}

export interface LeaseState {
  epoch: number;
  /** Until when it is held (ms since 1970); in the past: it is free. */
  untilMs: number;
}

export interface LeaseOptions {
  table: Table;
  clock: () => number;
  /** What it is about, e.g. `deployment`: one leader per set of provider keys. */
  name: string;
}

/** Never expires as an item: the epoch must go on growing. */
function keyOfLease(name: string) {
  return { partition: keyOf("LEASE", name), sort: "LEADER" };
}

export async function readLease({ table, name }: Pick<LeaseOptions, "table" | "name">): Promise<LeaseState> {
  const item = await table.get(keyOfLease(name));
  return item ? stateOf(item) : { epoch: 0, untilMs: 0 };
}

/** Takes the lease when it is free; otherwise says until when it is held. */
export async function takeLease(
  options: LeaseOptions & { holdMs: number },
): Promise<{ lease: Lease } | { heldUntilMs: number }> {
  const { table, clock, name, holdMs } = options;
  const key = keyOfLease(name);
  const before = await table.get(key);
  const state = before ? stateOf(before) : { epoch: 0, untilMs: 0 };
  if (state.untilMs > clock()) return { heldUntilMs: state.untilMs };

  const epoch = state.epoch + 1;
  const write = (untilMs: number, expected: "absent" | number) =>
    table.put({ ...key, value: toStored({ epoch, untilMs }) }, expected);
  let held: Item;
  try {
    held = await write(clock() + holdMs, before?.version ?? "absent");
  } catch (error) {
    if (error instanceof ConflictError) return { heldUntilMs: clock() + holdMs };
    throw error;
  }

  return {
    lease: {
      epoch,
      async renew() {
        try {
          held = await write(clock() + holdMs, held.version);
          return true;
        } catch (error) {
          if (error instanceof ConflictError) return false;
          throw error;
        }
      },
      async release() {
        try {
          held = await write(0, held.version);
        } catch (error) {
          // Taken by another already, which is what letting go is for.
          if (!(error instanceof ConflictError)) throw error;
        }
      },
    },
  };
}

function stateOf(item: Item): LeaseState {
  return readStored(item, ({ epoch, untilMs }) => {
    if (typeof epoch !== "number" || typeof untilMs !== "number") throw new TypeError("it is no lease.");
    return { epoch, untilMs };
  });
}
