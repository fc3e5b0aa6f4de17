import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

export interface FakeIssuer {
  issuer: string;
  client: string;
  /** An access token as Cognito makes them; `claims` go over its own, undefined leaves one out. */
  token(sub: string, claims?: Record<string, unknown>): Promise<string>;
  /** The same, signed with a key nobody knows. */
  forgedToken(sub: string): Promise<string>;
  close(): Promise<void>;
}

/** Signs people in on this machine, as far as tokens and their keys go. */
export async function startFakeIssuer(): Promise<FakeIssuer> {
  const [known, unknown] = await Promise.all([generateKeyPair("RS256"), generateKeyPair("RS256")]);
  const keys = JSON.stringify({
    keys: [{ ...(await exportJWK(known.publicKey)), kid: "k1", alg: "RS256", use: "sig" }],
  });
  const server = createServer((request, response) => {
    if (request.url !== "/.well-known/jwks.json") response.statusCode = 404;
    response.setHeader("content-type", "application/json");
    response.end(response.statusCode === 404 ? "{}" : keys);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = "browser-client";

  function sign(key: CryptoKey, sub: string, claims: Record<string, unknown>): Promise<string> {
    const seconds = Math.floor(Date.now() / 1000);
    const all: Record<string, unknown> = {
      iss: issuer,
      sub,
      client_id: client,
      token_use: "access",
      scope: "openid tickfolio/read tickfolio/write",
      username: sub,
      iat: seconds,
      exp: seconds + 900,
      ...claims,
    };
    const payload = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as JWTPayload;
    return new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid: "k1" }).sign(key);
  }

  return {
    issuer,
    client,
    token: (sub, claims = {}) => sign(known.privateKey, sub, claims),
    forgedToken: (sub) => sign(unknown.privateKey, sub, {}),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
