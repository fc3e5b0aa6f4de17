import { ApiProblem } from "@tickfolio/protocol";

/** What `/config.json` says of the home the page came from. */
interface HomeConfig {
  home: "laptop" | "cloud";
  /** On a laptop: which books these are. Another data folder has another id, also at the same address. */
  books?: string;
  signIn?: SignInConfig;
}

interface SignInConfig {
  clientId: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  endSessionEndpoint: string;
  scopes: string;
}

/** What of the browser is needed, so that tests can stand in for it. */
export interface BrowserParts {
  fetch: typeof fetch;
  /** The page's address. */
  address(): URL;
  /** Goes to another page. */
  leaveTo(url: string): void;
  /** Shows another address for the page that is open. */
  replaceAddress(path: string): void;
  /** Kept for the tab, across pages. Holds no token. */
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  clock(): number;
}

export interface Session {
  /** Sent with every request. */
  headers(): Promise<Record<string, string>>;
  /** Where people sign in. */
  signOut?(): void;
  books?: string;
}

/** Signing in failed, in words for people. */
export class SignInError extends Error {
  override name = "SignInError";
}

interface Tokens {
  access: string;
  refresh: string | undefined;
  expiresMs: number;
}

const SIGNED_IN_PATH = "/signed-in";
const ATTEMPT = "tickfolio-sign-in";
/** A token is renewed so long before it ends. */
const EARLY_MS = 60_000;

export function browserParts(window: Window & typeof globalThis): BrowserParts {
  return {
    fetch: (...asked) => window.fetch(...asked),
    address: () => new URL(window.location.href),
    leaveTo: (url) => window.location.assign(url),
    replaceAddress: (path) => window.history.replaceState(null, "", path),
    storage: window.sessionStorage,
    clock: () => Date.now(),
  };
}

/**
 * On a laptop there is nothing to do. In the cloud somebody signs in at the sign-in page first (OpenID Connect, code with
 * PKCE): "leaving" says that the browser is on its way there. Tokens live in memory only and are gone with the page; coming
 * back is quick while the sign-in page still knows the browser.
 */
export async function openSession(browser: BrowserParts): Promise<Session | "leaving"> {
  const { signIn: config, books } = await readHome(browser);
  if (!config) return { headers: async () => ({}), ...(books === undefined ? {} : { books }) };
  const { pathname, searchParams } = browser.address();
  if (pathname !== SIGNED_IN_PATH) {
    await leaveToSignIn(browser, config);
    return "leaving";
  }
  return sessionOf(browser, config, await comeBack(browser, config, searchParams));
}

/** A session that opens with the first request; one that could not be opened is tried again with the next. */
export function createSessionKeeper(browser: BrowserParts): {
  headers: Session["headers"];
  /** Undefined where nobody signs in. */
  signOut(): Promise<Session["signOut"]>;
  /** Undefined where others may sit down too. */
  books(): Promise<string | undefined>;
} {
  let opening: Promise<Session> | undefined;

  async function open(): Promise<Session> {
    const session = await openSession(browser);
    // The page is going away; whoever waits for it goes with it.
    return session === "leaving" ? new Promise<never>(() => {}) : session;
  }

  function session(): Promise<Session> {
    if (!opening) {
      opening = open();
      opening.catch(() => {
        opening = undefined;
      });
    }
    return opening;
  }

  return {
    headers: async () => (await session()).headers(),
    signOut: async () => (await session()).signOut,
    books: async () => (await session()).books,
  };
}

async function readHome(browser: BrowserParts): Promise<Omit<HomeConfig, "home">> {
  const response = await reach(browser, "/config.json", { cache: "no-cache" });
  if (response.status === 404) return {};
  if (!response.ok) throw new SignInError("The page could not find out where to sign in. Reload it.");
  const { home, signIn, books } = (await response.json()) as HomeConfig;
  return home === "cloud" ? { ...(signIn ? { signIn } : {}) } : { ...(books ? { books } : {}) };
}

async function leaveToSignIn(browser: BrowserParts, config: SignInConfig): Promise<void> {
  const { origin, pathname, search } = browser.address();
  const attempt = { state: randomText(), verifier: randomText(), returnTo: pathname + search };
  if (pathname === SIGNED_IN_PATH) attempt.returnTo = "/";
  browser.storage.setItem(ATTEMPT, JSON.stringify(attempt));
  const url = new URL(config.authorizationEndpoint);
  url.search = new URLSearchParams({
    response_type: "code",
    client_id: config.clientId,
    redirect_uri: origin + SIGNED_IN_PATH,
    scope: config.scopes,
    state: attempt.state,
    code_challenge: await challengeOf(attempt.verifier),
    code_challenge_method: "S256",
  }).toString();
  browser.leaveTo(url.toString());
}

/** Turns the code that came back into tokens. An answer that nobody here asked for is not taken. */
async function comeBack(browser: BrowserParts, config: SignInConfig, answer: URLSearchParams): Promise<Tokens> {
  const attempt = JSON.parse(browser.storage.getItem(ATTEMPT) ?? "null") as Record<string, string> | null;
  browser.storage.removeItem(ATTEMPT);
  const code = answer.get("code");
  if (!attempt || answer.get("state") !== attempt.state || !code) {
    const said = answer.get("error_description") ?? answer.get("error");
    throw new SignInError(
      said && attempt?.state === answer.get("state")
        ? `The sign-in page refused: ${said}. Open Tickfolio again to try once more.`
        : "This sign-in was not begun here, or is over. Open Tickfolio again to sign in.",
    );
  }
  const tokens = await askForTokens(browser, config, {
    grant_type: "authorization_code",
    code,
    redirect_uri: browser.address().origin + SIGNED_IN_PATH,
    code_verifier: attempt.verifier!,
  });
  if (!tokens) throw new SignInError("The sign-in took too long. Open Tickfolio again to sign in.");
  // Only a path of ours: what is stored is never where somebody else wants us to go.
  browser.replaceAddress(/^\/(?!\/)/.test(attempt.returnTo ?? "") ? attempt.returnTo! : "/");
  return tokens;
}

function sessionOf(browser: BrowserParts, config: SignInConfig, first: Tokens): Session {
  let tokens = first;
  let renewing: Promise<Tokens> | undefined;

  async function renew(): Promise<Tokens> {
    const { refresh } = tokens;
    const renewed =
      refresh === undefined
        ? undefined
        : await askForTokens(browser, config, { grant_type: "refresh_token", refresh_token: refresh });
    if (renewed) return { ...renewed, refresh: renewed.refresh ?? refresh };
    await leaveToSignIn(browser, config);
    throw new SignInError("You were signed out; the sign-in page opens.");
  }

  return {
    async headers() {
      if (tokens.expiresMs - EARLY_MS <= browser.clock()) {
        // A refresh token works once: all who need a new token wait for the same one.
        renewing ??= renew().finally(() => {
          renewing = undefined;
        });
        tokens = await renewing;
      }
      return { authorization: `Bearer ${tokens.access}` };
    },
    signOut() {
      const url = new URL(config.endSessionEndpoint);
      const { origin } = browser.address();
      url.search = new URLSearchParams({ client_id: config.clientId, logout_uri: `${origin}/` }).toString();
      browser.leaveTo(url.toString());
    },
  };
}

/** Undefined when what was shown for it is over or used. */
async function askForTokens(
  browser: BrowserParts,
  config: SignInConfig,
  grant: Record<string, string>,
): Promise<Tokens | undefined> {
  const response = await reach(browser, config.tokenEndpoint, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ ...grant, client_id: config.clientId }).toString(),
  });
  if (response.status === 400 || response.status === 401) return undefined;
  if (!response.ok) throw new SignInError("The sign-in service does not answer just now. What you saved is safe.");
  const answer = (await response.json()) as { access_token: string; refresh_token?: string; expires_in: number };
  return {
    access: answer.access_token,
    refresh: answer.refresh_token,
    expiresMs: browser.clock() + answer.expires_in * 1_000,
  };
}

/** A server that does not answer is the same trouble here as for any other request. */
async function reach(browser: BrowserParts, url: string, init: RequestInit): Promise<Response> {
  try {
    return await browser.fetch(url, init);
  } catch (cause) {
    const detail = "The server does not answer. What was saved is safe; check that you are online.";
    throw new ApiProblem({ status: 0, code: "unreachable", detail }, cause);
  }
}

function randomText(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

async function challengeOf(verifier: string): Promise<string> {
  return base64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
