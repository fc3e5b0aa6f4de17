import { createServer, type Server } from "node:http";
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Verifier } from "./auth.ts";
import { createJwtVerifier } from "./auth-jwt.ts";

const CLIENT = "client-of-ours";
const NOW = Date.parse("2026-03-02T10:00:00Z");
const seconds = NOW / 1000;

let server: Server;
let issuer: string;
let verifier: Verifier;
let asked = 0;
const keys = await generateKeyPair("RS256", { extractable: true });
const others = await generateKeyPair("RS256", { extractable: true });
const later = await generateKeyPair("RS256", { extractable: true });
const published = [{ ...(await exportJWK(keys.publicKey)), kid: "one", use: "sig", alg: "RS256" }];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked++;
    if (request.url !== "/pool/.well-known/jwks.json") return response.writeHead(404).end();
    response.setHeader("content-type", "application/json").end(JSON.stringify({ keys: published }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}/pool`;
  verifier = createJwtVerifier({ issuer, client: CLIENT, clock: () => NOW });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const claims = (change: JWTPayload = {}): JWTPayload => ({
  iss: issuer,
  sub: "5f1c-ann",
  client_id: CLIENT,
  token_use: "access",
  username: "ann",
  iat: seconds - 60,
  exp: seconds + 600,
  ...change,
});

function sign(payload: JWTPayload, key = keys.privateKey, kid = "one"): Promise<string> {
  return new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid }).sign(key);
}

function userOf(token: string) {
  return verifier.user(new Request("http://x/", { headers: { authorization: `Bearer ${token}` } }));
}

const without = (name: string): JWTPayload => {
  const { [name]: _, ...rest } = claims();
  return rest;
};
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

test("an access token of the issuer's lets in whom it names", async () => {
  expect(await userOf(await sign(claims()))).toEqual({ id: "5f1c-ann", name: "ann" });
  expect(await userOf(await sign({ ...without("client_id"), aud: CLIENT }))).toMatchObject({ id: "5f1c-ann" });
  expect(await userOf(await sign({ ...without("client_id"), aud: ["other", CLIENT] }))).toMatchObject({
    name: "ann",
  });
});

test("the issuer's keys are fetched once for many requests, and again when a new one signs", async () => {
  const token = await sign(claims());
  await userOf(token);
  const before = asked;
  for (let turn = 0; turn < 10; turn++) await userOf(token);
  expect(asked).toBe(before);

  const rotated = createJwtVerifier({ issuer, client: CLIENT, clock: () => NOW });
  published.push({ ...(await exportJWK(later.publicKey)), kid: "two", use: "sig", alg: "RS256" });
  const request = async (key: CryptoKey, kid: string) =>
    rotated.user(new Request("http://x/", { headers: { authorization: `Bearer ${await sign(claims(), key, kid)}` } }));
  expect(await request(later.privateKey, "two")).toMatchObject({ name: "ann" });
  expect(await request(keys.privateKey, "one")).toMatchObject({ name: "ann" });
});

describe("nobody is let in by", () => {
  const wrong: Record<string, () => string | Promise<string>> = {
    "a token that has expired": () => sign(claims({ exp: seconds - 10 })),
    "a token without an expiry": () => sign(without("exp")),
    "a token that is not valid yet": () => sign(claims({ nbf: seconds + 60 })),
    "a token of another issuer": () => sign(claims({ iss: "https://evil.example/pool" })),
    "a token made for another client": () => sign(claims({ client_id: "another" })),
    "a token made for another audience, though the client is ours": () => sign(claims({ aud: "another" })),
    "a token for nobody": () => sign(without("client_id")),
    "an identity token": () => sign(claims({ token_use: "id", aud: CLIENT })),
    "a token that does not say its use": () => sign(without("token_use")),
    "a token without a subject": () => sign(without("sub")),
    "a subject that is no name of a user": () => sign(claims({ sub: "USER#ann" })),
    "somebody else's key under a known name": () => sign(claims(), others.privateKey),
    "a key the issuer does not have": () => sign(claims(), others.privateKey, "three"),
    "no algorithm": () => `${part({ alg: "none", kid: "one" })}.${part(claims())}.`,
    "no algorithm, with a signature": async () =>
      `${part({ alg: "none", kid: "one" })}.${part(claims())}.${(await sign(claims())).split(".")[2]}`,
    "the public key used as a secret": async () =>
      new SignJWT(claims())
        .setProtectedHeader({ alg: "HS256", kid: "one" })
        .sign(new TextEncoder().encode(await exportSPKI(keys.publicKey))),
    "another algorithm of the same key": async () =>
      new SignJWT(claims())
        .setProtectedHeader({ alg: "PS256", kid: "one" })
        .sign(
          await crypto.subtle.importKey(
            "jwk",
            (await exportJWK(keys.privateKey)) as JsonWebKey,
            { name: "RSA-PSS", hash: "SHA-256" },
            false,
            ["sign"],
          ),
        ),
    "changed contents": async () => {
      const [head, , signature] = (await sign(claims())).split(".");
      return `${head}.${part(claims({ sub: "somebody-else" }))}.${signature}`;
    },
    "half a token": async () => (await sign(claims())).slice(0, 200),
    "no token at all": () => "x",
  };
  for (const [name, make] of Object.entries(wrong)) {
    test(name, async () => {
      expect(await userOf(await make())).toBeUndefined();
    });
  }
  test("no header", async () => {
    expect(await verifier.user(new Request("http://x/"))).toBeUndefined();
  });
});

test("an issuer that does not answer is an error, not a stranger", async () => {
  const gone = createJwtVerifier({ issuer, client: CLIENT, jwksUrl: "http://127.0.0.1:1/keys", clock: () => NOW });
  const request = new Request("http://x/", { headers: { authorization: `Bearer ${await sign(claims())}` } });
  await expect(gone.user(request)).rejects.toMatchObject({ status: 503, code: "unavailable" });
});

test("a token that may only read does not write", async () => {
  const scopes = { read: "tickfolio/read", write: "tickfolio/write" };
  const scoped = createJwtVerifier({ issuer, client: CLIENT, scopes, clock: () => NOW });
  const ask = async (method: string, scope: string | undefined) => {
    const authorization = `Bearer ${await sign(claims(scope === undefined ? {} : { scope }))}`;
    return scoped.user(new Request("http://x/", { method, headers: { authorization } }));
  };
  expect(await ask("GET", "openid tickfolio/read")).toMatchObject({ name: "ann" });
  expect(await ask("PUT", "tickfolio/read tickfolio/write")).toMatchObject({ name: "ann" });
  await expect(ask("PUT", "tickfolio/read")).rejects.toMatchObject({ status: 403, code: "scope" });
  await expect(ask("GET", "tickfolio/readers")).rejects.toMatchObject({ status: 403 });
  await expect(ask("GET", undefined)).rejects.toMatchObject({ status: 403 });
});
