import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type BrowserParts, createSessionKeeper, openSession, type Session } from "./sign-in.ts";

const signIn = {
  clientId: "browser-client",
  authorizationEndpoint: "https://people.example/oauth2/authorize",
  tokenEndpoint: "https://people.example/oauth2/token",
  endSessionEndpoint: "https://people.example/logout",
  scopes: "openid tickfolio/read tickfolio/write",
};

/** A browser with a sign-in service that hands out numbered tokens for a code, and a new pair for each refresh token, once. */
function setUp(config: object | undefined = { home: "cloud", signIn }) {
  const state = {
    address: "https://money.example/portfolios/pf_1?range=1y",
    left: "",
    nowMs: 1_000_000,
    tokens: 0,
    refresh: "",
    asked: [] as URLSearchParams[],
    challenge: "",
    down: false,
  };
  const stored = new Map<string, string>();
  const issue = () => {
    state.tokens++;
    state.refresh = `refresh-${state.tokens}`;
    return Response.json({ access_token: `access-${state.tokens}`, refresh_token: state.refresh, expires_in: 900 });
  };
  const browser: BrowserParts = {
    async fetch(url, init) {
      if (url === "/config.json") return config ? Response.json(config) : new Response(null, { status: 404 });
      if (state.down) return new Response(null, { status: 503 });
      const form = new URLSearchParams(String(init?.body));
      state.asked.push(form);
      if (form.get("grant_type") === "refresh_token") {
        return form.get("refresh_token") === state.refresh ? issue() : new Response(null, { status: 400 });
      }
      const proof = createHash("sha256")
        .update(form.get("code_verifier") ?? "")
        .digest("base64url");
      return form.get("code") === "good" && proof === state.challenge ? issue() : new Response(null, { status: 400 });
    },
    address: () => new URL(state.address),
    leaveTo: (url) => {
      state.left = url;
    },
    replaceAddress: (path) => {
      state.address = new URL(path, state.address).href;
    },
    storage: {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => void stored.set(key, value),
      removeItem: (key) => void stored.delete(key),
    },
    clock: () => state.nowMs,
  };
  /** The way to the sign-in page and back with a code. */
  async function signedIn(): Promise<Session> {
    expect(await openSession(browser)).toBe("leaving");
    const asked = new URL(state.left).searchParams;
    state.challenge = asked.get("code_challenge") ?? "";
    state.address = `https://money.example/signed-in?code=good&state=${asked.get("state")}`;
    return (await openSession(browser)) as Session;
  }
  return { browser, state, stored, signedIn };
}

describe("on a laptop", () => {
  test("there is nothing to sign in to", async () => {
    for (const config of [{ home: "laptop" }, undefined]) {
      const { browser, state } = setUp(config);
      if (!config) browser.fetch = async () => new Response(null, { status: 404 });
      const session = (await openSession(browser)) as Session;
      expect(await session.headers()).toEqual({});
      expect(session.signOut).toBeUndefined();
      expect(state.left).toBe("");
    }
  });
});

describe("the first request", () => {
  test("opens the session, once for all", async () => {
    const { browser } = setUp({ home: "laptop" });
    let reads = 0;
    const { fetch } = browser;
    browser.fetch = (...asked) => {
      reads++;
      return fetch(...asked);
    };
    const keeper = createSessionKeeper(browser);
    expect(await Promise.all([keeper.headers(), keeper.headers()])).toEqual([{}, {}]);
    expect([reads, await keeper.signOut()]).toEqual([1, undefined]);
  });

  test("that finds nobody there leaves it to the next", async () => {
    const { browser } = setUp({ home: "laptop" });
    const { fetch } = browser;
    browser.fetch = () => Promise.reject(new TypeError("Failed to fetch"));
    const keeper = createSessionKeeper(browser);
    await expect(keeper.headers()).rejects.toMatchObject({ status: 0, code: "unreachable" });
    browser.fetch = fetch;
    expect(await keeper.headers()).toEqual({});
  });

  test("waits for ever while the browser is on its way to the sign-in page", async () => {
    const { browser, state } = setUp();
    const waiting = createSessionKeeper(browser).headers();
    const first = await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 50, "still waiting"))]);
    expect([first, state.left.startsWith(signIn.authorizationEndpoint)]).toEqual(["still waiting", true]);
  });
});

describe("in the cloud", () => {
  test("the browser goes to the sign-in page with a challenge, and comes back to where it was", async () => {
    const { state, signedIn } = setUp();
    const session = await signedIn();
    const { origin, pathname, searchParams } = new URL(state.left);
    expect(origin + pathname).toBe(signIn.authorizationEndpoint);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: "code",
      client_id: "browser-client",
      redirect_uri: "https://money.example/signed-in",
      scope: signIn.scopes,
      code_challenge_method: "S256",
    });
    expect(state.address).toBe("https://money.example/portfolios/pf_1?range=1y");
    expect(await session.headers()).toEqual({ authorization: "Bearer access-1" });
  });

  test("no token is ever stored", async () => {
    const { stored, signedIn } = setUp();
    await signedIn();
    expect([...stored]).toEqual([]);
  });

  test("an answer nobody here asked for is not taken", async () => {
    const { browser, state } = setUp();
    await openSession(browser);
    state.address = "https://money.example/signed-in?code=good&state=someone-elses";
    await expect(openSession(browser)).rejects.toThrow("was not begun here");
    expect(state.asked).toEqual([]);
    // Nor the same one twice.
    state.address = `https://money.example/signed-in?code=good&state=${new URL(state.left).searchParams.get("state")}`;
    await expect(openSession(browser)).rejects.toThrow("was not begun here");
  });

  test("a refusal of the sign-in page is told, a code that is over too", async () => {
    const { browser, state } = setUp();
    await openSession(browser);
    const own = () => new URL(state.left).searchParams.get("state");
    state.address = `https://money.example/signed-in?error=access_denied&state=${own()}`;
    await expect(openSession(browser)).rejects.toThrow("access_denied");
    state.address = "https://money.example/";
    await openSession(browser);
    state.address = `https://money.example/signed-in?code=old&state=${own()}`;
    await expect(openSession(browser)).rejects.toThrow("took too long");
  });

  test("a token is renewed before it ends, once for all who ask, and each refresh token is used once", async () => {
    const { state, signedIn } = setUp();
    const session = await signedIn();
    state.nowMs += 839_000;
    expect(await session.headers()).toEqual({ authorization: "Bearer access-1" });
    state.nowMs += 2_000;
    const both = await Promise.all([session.headers(), session.headers()]);
    expect(both).toEqual([{ authorization: "Bearer access-2" }, { authorization: "Bearer access-2" }]);
    state.nowMs += 900_000;
    expect(await session.headers()).toEqual({ authorization: "Bearer access-3" });
    expect(state.asked.map((form) => form.get("refresh_token")).filter(Boolean)).toEqual(["refresh-1", "refresh-2"]);
  });

  test("signed out elsewhere: the sign-in page opens; a service that is away is not that", async () => {
    const { state, signedIn } = setUp();
    const session = await signedIn();
    state.nowMs += 900_000;
    state.down = true;
    state.left = "";
    await expect(session.headers()).rejects.toThrow("does not answer just now");
    expect(state.left).toBe("");
    state.down = false;
    state.refresh = "revoked";
    await expect(session.headers()).rejects.toThrow("signed out");
    expect(state.left).toContain(signIn.authorizationEndpoint);
  });

  test("signing out ends the session at the sign-in page too, which else would let the browser in again", async () => {
    const { state, signedIn } = setUp();
    (await signedIn()).signOut!();
    expect(state.left).toBe(
      "https://people.example/logout?client_id=browser-client&logout_uri=https%3A%2F%2Fmoney.example%2F",
    );
  });

  test("where it returns to is always a page of its own", async () => {
    const { browser, state, stored } = setUp();
    await openSession(browser);
    const attempt = JSON.parse(stored.get("tickfolio-sign-in")!);
    stored.set("tickfolio-sign-in", JSON.stringify({ ...attempt, returnTo: "//evil.example/" }));
    state.challenge = new URL(state.left).searchParams.get("code_challenge")!;
    state.address = `https://money.example/signed-in?code=good&state=${attempt.state}`;
    await openSession(browser);
    expect(state.address).toBe("https://money.example/");
  });
});
