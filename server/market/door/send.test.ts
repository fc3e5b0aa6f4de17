import type { LookupFunction } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type FakeServer, startFakeServer } from "../fakes/fake-server.ts";
import { get } from "./http.ts";
import { isPublicAddress } from "./public-address.ts";
import { createSend, RefusedAddressError } from "./send.ts";

/** Names as a test gives them out, one answer after the other. */
function resolver(...answers: string[][]) {
  const asked: string[] = [];
  const lookup: LookupFunction = (host, options, callback) => {
    asked.push(host);
    const addresses = answers[Math.min(asked.length, answers.length) - 1]!;
    const all = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    if ((options as { all?: boolean }).all) callback(null, all, 4);
    else callback(null, all[0]!.address, all[0]!.family);
  };
  return { asked, lookup };
}

describe("what is public", () => {
  test.each(
    "8.8.8.8 1.1.1.1 93.184.216.34 172.15.255.255 172.32.0.1 100.63.255.255 2606:4700::1111 2a00:1450:4001::200e".split(
      " ",
    ),
  )("%s is", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test.each(
    (
      "127.0.0.1 127.255.255.255 0.0.0.0 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 169.254.170.2 100.64.0.1 " +
      "100.100.100.200 168.63.129.16 192.0.0.192 198.18.0.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 192.0.2.1 " +
      ":: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 " +
      "ff02::1 2001:db8::1 2001::1 2002:7f00:1:: 2002:a9fe:a9fe:: 3fff::1 fec0::1 100::1 localhost 127.1 0x7f.1 2130706433"
    )
      .concat(" ")
      .split(" "),
  )("%j is not", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe("a guarded request", () => {
  let fake: FakeServer;
  let port: string;
  let connections = 0;
  beforeAll(async () => {
    fake = await startFakeServer(() => ({ body: "{}" }));
    fake.server.on("connection", () => {
      connections += 1;
    });
    port = new URL(fake.url).port;
  });
  afterAll(() => fake.close());
  beforeEach(() => {
    connections = 0;
    fake.requests.length = 0;
  });
  const refused = async (request: Promise<unknown>) => {
    await expect(request).rejects.toBeInstanceOf(RefusedAddressError);
    expect(fake.requests).toEqual([]);
  };

  test.each([
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "0.0.0.0",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
  ])("does not go to %s, however it is written", async (host) => {
    await refused(createSend({ isAllowed: isPublicAddress })(`http://${host}:${port}/`));
    expect(connections).toBe(0);
  });

  test("does not go to a name of an address that is not public, nor to one that is public too", async () => {
    for (const addresses of [["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::1"], ["169.254.169.254"]]) {
      const { lookup } = resolver(addresses);
      await refused(createSend({ isAllowed: isPublicAddress, lookup })(`http://rebind.example:${port}/`));
    }
    expect(connections).toBe(0);
  });

  test("connects to what its name was resolved to once, whatever the name says later", async () => {
    const { lookup, asked } = resolver(["127.0.0.1"], ["10.0.0.1"]);
    const send = createSend({ isAllowed: (address) => address === "127.0.0.1", lookup });
    expect((await send(`http://prices.example:${port}/`)).status).toBe(200);
    expect(asked).toEqual(["prices.example"]);
    await expect(send(`http://prices.example:${port}/`)).rejects.toBeInstanceOf(RefusedAddressError);
    expect(fake.requests[0]!.headers.host).toBe(`prices.example:${port}`);
  });

  test("says so as a provider's state, without the address", async () => {
    const request = {
      provider: "custom",
      title: "Mine",
      url: new URL(fake.url),
      fetch: createSend({ isAllowed: isPublicAddress }),
    };
    await expect(get(request)).rejects.toMatchObject({
      reason: "blocked",
      message: "Mine is not on the public internet, and nothing else is asked.",
    });
  });
});

describe("an answer", () => {
  let fake: FakeServer;
  const body = JSON.stringify(Array.from({ length: 2_000 }, (_, index) => index));
  beforeAll(async () => {
    fake = await startFakeServer(() => ({ body, headers: { "set-cookie": "a=b" } }));
  });
  afterAll(() => fake.close());
  beforeEach(() => {
    fake.fault = undefined;
  });
  const request = () => get({ provider: "x", title: "X", url: new URL(fake.url) });

  test.each(["gzip", "brotli", "chunked"] as const)("in %s is unpacked", async (fault) => {
    fake.fault = fault;
    expect((await request()).text).toBe(body);
  });

  test.each(["gzip-cut", "brotli-cut", "unknown-packing", "truncated"] as const)("with %s is none", async (fault) => {
    fake.fault = fault;
    if (fault === "truncated") expect((await request()).text.length).toBeLessThan(body.length);
    else await expect(request()).rejects.toMatchObject({ reason: "transient" });
  });

  test.each(["too-large", "gzip-bomb", "brotli-bomb"] as const)("that is a %s is given up early", async (fault) => {
    fake.fault = fault;
    await request().catch(() => {});
    const before = process.memoryUsage().arrayBuffers;
    await expect(request()).rejects.toMatchObject({ reason: "malformed", message: "X sent more than 4194304 bytes." });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 * 1024 * 1024);
  });

  test("leaves no cookie, and the connection is used again", async () => {
    await request();
    await request();
    expect(fake.requests.at(-1)!.headers.cookie).toBeUndefined();
    expect(fake.requests.at(-1)!.headers["user-agent"]).toBe("Tickfolio");
  });
});
