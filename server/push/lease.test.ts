import { expect, test } from "vitest";
import { createMemoryTable } from "../store/memory-table.ts";
import { type Lease, readLease, takeLease } from "./lease.ts";

function setUp() {
  let nowMs = 1_000_000;
  const clock = () => nowMs;
  const table = createMemoryTable({ clock });
  const options = { table, clock, name: "deployment", holdMs: 30_000 };
  return {
    options,
    wait: (ms: number) => {
      nowMs += ms;
    },
    take: () => takeLease(options),
    async taken(): Promise<Lease> {
      const taken = await takeLease(options);
      if (!("lease" in taken)) throw new Error("The lease is held.");
      return taken.lease;
    },
  };
}

test("one has it at a time; the next gets it when it has lapsed, with a greater epoch", async () => {
  const { taken, take, wait } = setUp();
  expect((await taken()).epoch).toBe(1);
  expect(await take()).toEqual({ heldUntilMs: 1_030_000 });
  wait(30_000);
  expect((await taken()).epoch).toBe(2);
});

test("renewing keeps it; who has lost it is told so", async () => {
  const { taken, take, wait } = setUp();
  const first = await taken();
  wait(20_000);
  expect(await first.renew()).toBe(true);
  wait(20_000);
  expect(await take()).toEqual({ heldUntilMs: 1_050_000 });
  wait(10_000);
  const second = await taken();
  expect(await first.renew()).toBe(false);
  expect(await second.renew()).toBe(true);
});

test("let go, it is free at once, and its epoch is not used again", async () => {
  const { taken, options } = setUp();
  const first = await taken();
  await first.release();
  expect(await readLease(options)).toEqual({ epoch: 1, untilMs: 0 });
  const second = await taken();
  expect(second.epoch).toBe(2);
  // A late word of the first changes nothing.
  await first.release();
  expect(await second.renew()).toBe(true);
});

test("of two who come at once, one gets it", async () => {
  const { take } = setUp();
  const both = await Promise.all([take(), take()]);
  expect(both.filter((taken) => "lease" in taken)).toHaveLength(1);
});

test("what nobody ever held is free", async () => {
  const { options } = setUp();
  expect(await readLease(options)).toEqual({ epoch: 0, untilMs: 0 });
});
