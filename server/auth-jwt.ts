import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { ApiError } from "./api/errors.ts";
import { bearerOf, type User, type Verifier } from "./auth.ts";

export interface JwtVerifierOptions {
  /** Exactly as tokens name it in `iss`. */
  issuer: string;
  /** The client the token was made for: in `aud`, or in `client_id` where a token has no audience (Cognito's access tokens). */
  client: string;
  /** What a token must be allowed to do (`scope`) to ask, and to change something. */
  scopes?: { read: string; write: string };
  /** Where the issuer's keys are. Default: `ISSUER/.well-known/jwks.json`. */
  jwksUrl?: string;
  /** Instead of fetching them. */
  keys?: JWTVerifyGetKey;
  clock?: () => number;
}

/** Nothing but what the issuer signs with: not none, and no secret that is somebody's public key. */
const ALGORITHMS = ["RS256"];
const CLOCK_TOLERANCE_S = 5;

/** Lets in whoever brings an access token of the issuer's, made for this app. The keys are fetched once and again when one is new. */
export function createJwtVerifier(options: JwtVerifierOptions): Verifier {
  const { issuer, client, scopes, clock = Date.now } = options;
  const keys =
    options.keys ??
    createRemoteJWKSet(new URL(options.jwksUrl ?? `${issuer.replace(/\/$/, "")}/.well-known/jwks.json`));

  return {
    async user(request) {
      const token = bearerOf(request.headers.get("authorization"));
      if (token === undefined) return undefined;
      const payload = await payloadOf(token);
      if (!payload || !isAccessToken(payload) || !isFor(payload, client)) return undefined;
      if (scopes) requireScope(payload, request.method === "GET" ? scopes.read : scopes.write);
      return userOf(payload);
    },
  };

  async function payloadOf(token: string): Promise<JWTPayload | undefined> {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        algorithms: ALGORITHMS,
        currentDate: new Date(clock()),
        clockTolerance: CLOCK_TOLERANCE_S,
        requiredClaims: ["exp", "sub"],
      });
      return payload;
    } catch (error) {
      // A token that is wrong lets nobody in; an issuer that cannot be asked is another matter, and is said.
      if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout)) return undefined;
      throw new ApiError(503, "unavailable", "The sign-in service does not answer; nothing was read or written.");
    }
  }
}

/** An identity token says who somebody is and is meant for the page alone; it opens nothing. */
function isAccessToken(payload: JWTPayload): boolean {
  return payload.token_use === "access";
}

function isFor(payload: JWTPayload, client: string): boolean {
  if (payload.aud !== undefined) return [payload.aud].flat().includes(client);
  return payload.client_id === client;
}

function requireScope({ scope }: JWTPayload, needed: string): void {
  if (typeof scope === "string" && scope.split(" ").includes(needed)) return;
  throw new ApiError(403, "scope", `This access token lacks the scope ${needed}.`);
}

function userOf(payload: JWTPayload): User | undefined {
  const id = payload.sub;
  if (typeof id !== "string" || !/^[\w.:@-]{1,128}$/.test(id)) return undefined;
  const name = payload.username ?? payload.name ?? id;
  return { id, name: typeof name === "string" ? name.slice(0, 200) : id };
}
