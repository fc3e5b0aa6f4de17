import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FakeIssuer } from "../server/fake-issuer.ts";

export interface FakeSignIn {
  url: string;
  /** Everybody is signed out, whatever their pages know. */
  revoke(): void;
  close(): Promise<void>;
}

/** A sign-in page such as Cognito's, with a button instead of a password: code with PKCE, refresh tokens that work once. */
export async function startFakeSignIn(issuer: FakeIssuer): Promise<FakeSignIn> {
  const codes = new Map<string, { challenge: string; redirect: string }>();
  const refreshTokens = new Set<string>();

  async function token(form: URLSearchParams, response: ServerResponse): Promise<void> {
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("content-type", "application/json");
    if (!isGood(form)) {
      response.statusCode = 400;
      return void response.end('{"error":"invalid_grant"}');
    }
    const refresh = randomUUID();
    refreshTokens.add(refresh);
    const access = await issuer.token("ada");
    response.end(
      JSON.stringify({ access_token: access, refresh_token: refresh, expires_in: 900, token_type: "Bearer" }),
    );
  }

  function isGood(form: URLSearchParams): boolean {
    if (form.get("client_id") !== issuer.client) return false;
    if (form.get("grant_type") === "refresh_token") return refreshTokens.delete(form.get("refresh_token") ?? "");
    const code = form.get("code") ?? "";
    const asked = codes.get(code);
    codes.delete(code);
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    return asked?.challenge === challenge && asked.redirect === form.get("redirect_uri");
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://sign-in");
    const redirect = searchParams.get("redirect_uri") ?? searchParams.get("logout_uri") ?? "";
    if (pathname === "/oauth2/token") {
      let body = "";
      for await (const chunk of request) body += chunk;
      return token(new URLSearchParams(body), response);
    }
    if (pathname === "/oauth2/authorize" && searchParams.get("code_challenge_method") === "S256") {
      const code = randomUUID();
      codes.set(code, { challenge: searchParams.get("code_challenge") ?? "", redirect });
      const back = new URL(redirect);
      back.search = new URLSearchParams({ code, state: searchParams.get("state") ?? "" }).toString();
      response.setHeader("content-type", "text/html");
      const link = back.href.replaceAll("&", "&amp;");
      return void response.end(
        `<title>Sign in</title><link rel="icon" href="data:,"><a href="${link}">Sign in as Ada</a>`,
      );
    }
    if (pathname === "/logout") {
      response.writeHead(302, { location: redirect });
      return void response.end();
    }
    response.statusCode = 404;
    response.end();
  }

  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    revoke: () => refreshTokens.clear(),
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
