import { expect, test } from "vitest";
import { createMemoryTable } from "../store/memory-table.ts";
import { createConnections } from "./connections.ts";
import { createStoredTickets } from "./stored-tickets.ts";

function setUp() {
  let nowMs = Date.parse("2026-03-02T15:00:00Z");
  const clock = () => nowMs;
  const table = createMemoryTable({ clock });
  return {
    connections: createConnections({ table, clock, feed: "deployment#0" }),
    tickets: createStoredTickets({ table, clock, socketUrl: "wss://money.example.org/push" }),
    wait: (ms: number) => {
      nowMs += ms;
    },
  };
}

test("a socket is known from its opening to its end, with the whole set its viewer watches", async () => {
  const { connections } = setUp();
  await connections.open("L0SM9cOFvHcCIhw=", "ada");
  expect(await connections.find("L0SM9cOFvHcCIhw=")).toEqual({
    id: "L0SM9cOFvHcCIhw=",
    user: "ada",
    instruments: [],
    version: 1,
  });
  await connections.watch("L0SM9cOFvHcCIhw=", ["ins_1", "ins_2"]);
  await connections.watch("L0SM9cOFvHcCIhw=", ["ins_2"]);
  expect(await connections.list()).toMatchObject([{ user: "ada", instruments: ["ins_2"], version: 3 }]);
  await connections.forget("L0SM9cOFvHcCIhw=");
  await connections.forget("L0SM9cOFvHcCIhw=");
  expect(await connections.list()).toEqual([]);
});

test("a socket that was never opened, or has ended, watches nothing", async () => {
  const { connections } = setUp();
  expect(await connections.watch("nobody", ["ins_1"])).toBeUndefined();
  expect(await connections.watch("a#b", ["ins_1"])).toBeUndefined();
  expect(await connections.list()).toEqual([]);
});

test("a socket is forgotten when API Gateway must have closed it, whatever it watched last", async () => {
  const { connections, wait } = setUp();
  await connections.open("a", "ada");
  wait(3_600_000);
  await connections.watch("a", ["ins_1"]);
  wait(3_600_000);
  expect(await connections.list()).toHaveLength(1);
  wait(400_000);
  expect(await connections.list()).toEqual([]);
});

test("two messages at once: both are written, one after the other", async () => {
  const { connections } = setUp();
  await connections.open("a", "ada");
  await Promise.all([connections.watch("a", ["ins_1"]), connections.watch("a", ["ins_2"])]);
  expect((await connections.find("a"))?.version).toBe(3);
});

test("a ticket opens one socket, once, within a minute", async () => {
  const { tickets, wait } = setUp();
  const ada = { id: "ada", name: "Ada" };
  const first = await tickets.issue(ada, "https://execute-api.example");
  expect(first.url).toBe(`wss://money.example.org/push?ticket=${first.ticket}`);
  expect(await tickets.redeem(first.ticket)).toEqual(ada);
  expect(await tickets.redeem(first.ticket)).toBeUndefined();

  const late = await tickets.issue(ada, "");
  wait(61_000);
  expect(await tickets.redeem(late.ticket)).toBeUndefined();
  for (const wrong of ["", "x", "a#b", first.ticket.slice(1), `${first.ticket}=`]) {
    expect(await tickets.redeem(wrong)).toBeUndefined();
  }
});

test("a ticket that two use at once lets one in", async () => {
  const { tickets } = setUp();
  const { ticket } = await tickets.issue({ id: "ada", name: "Ada" }, "");
  const users = await Promise.all([tickets.redeem(ticket), tickets.redeem(ticket)]);
  expect(users.filter(Boolean)).toHaveLength(1);
});
