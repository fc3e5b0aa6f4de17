import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { bearerOf, cookieOf, type User, type Verifier } from "./auth.ts";

/** The one user of a laptop. */
export const LAPTOP_USER: User = { id: "local", name: "You" };

const LINK_MS = 12 * 3_600_000;
const YEAR_S = 365 * 86_400;

/** Lets in whoever opened a one-time link in this browser, and programs that can read the secret in the data folder. */
export interface LaptopDoor extends Verifier {
  /** A token that opens the door once; it waits half a day to be used. */
  makeToken(): string;
  /** Uses up the token. The answer is the cookie that lets this browser in from now on, undefined when it is not valid. */
  redeem(token: string): string | undefined;
}

export interface LaptopDoorOptions {
  /** Stays the same over restarts, so that open tabs stay open. */
  key: string;
  /** Of this run; programs of the same user send it as a bearer token. */
  secret: string;
  /** Cookies do not know ports, so the name carries it: two servers on one machine do not share a door. */
  port: () => number;
  /** false: everybody on this machine is let in. */
  required: boolean;
  clock: () => number;
}

export function createLaptopDoor({ key, secret, port, required, clock }: LaptopDoorOptions): LaptopDoor {
  const cookieValue = createHmac("sha256", key).update("browser").digest("base64url");
  const cookieName = () => `tickfolio_${port()}`;
  const tokens = new Map<string, number>();

  return {
    async user(request) {
      if (!required) return LAPTOP_USER;
      const bearer = bearerOf(request.headers.get("authorization"));
      if (bearer !== undefined) return isEqual(bearer, secret) ? LAPTOP_USER : undefined;
      const cookie = cookieOf(request.headers.get("cookie"), cookieName());
      return cookie !== undefined && isEqual(cookie, cookieValue) ? LAPTOP_USER : undefined;
    },
    makeToken() {
      for (const [old, expiresMs] of tokens) if (expiresMs <= clock()) tokens.delete(old);
      const token = randomBytes(24).toString("base64url");
      tokens.set(token, clock() + LINK_MS);
      return token;
    },
    redeem(token) {
      const expiresMs = tokens.get(token);
      tokens.delete(token);
      if (expiresMs === undefined || expiresMs <= clock()) return undefined;
      return `${cookieName()}=${cookieValue}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${YEAR_S}`;
    },
  };
}

/** Compares without telling by its time where they differ. */
function isEqual(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}
