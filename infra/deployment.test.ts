import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAwsClient } from "@tickfolio/server";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { DeployError, findAccount } from "./credentials.ts";
import { type DeployParts, deploy, readDeployArguments } from "./deployment.ts";
import { dollars, idleMonth, tickerHour, viewerHour } from "./prices.ts";
import { synthesised } from "./testing.ts";

const outputs = {
  Url: "https://d111.cloudfront.net",
  FilesBucket: "tickfolio-files",
  UserPool: "eu-central-1_abc",
  Issuer: "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_abc",
  Client: "client",
  SignInPage: "https://people.auth.eu-central-1.amazoncognito.com",
  ProviderKeysSecret: "arn:aws:secretsmanager:eu-central-1:1:secret:keys",
};

let template: ReturnType<typeof synthesised>;
beforeAll(() => {
  template = synthesised();
});

/** A deployment whose account, CDK and web app are the test's; what happens is written down in `events`. */
async function setUp(account: { prepared?: boolean; atOnce?: number; expired?: boolean; known?: string[] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "tickfolio-deploy-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "assets"));
  for (const name of ["index.html", "index.html.br", "icon.svg", "assets/index-BSkD4h34.js"])
    writeFileSync(join(folder, name), name);

  const events: string[] = [];
  const printed: string[] = [];
  const bodies = new Map<string, string>();
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const target = String(request.headers["x-amz-target"] ?? "");
    const refuse = (status: number, type: string) => {
      response.statusCode = status;
      response.end(JSON.stringify({ __type: type, message: type }));
    };
    if (request.method === "PUT") {
      events.push(`put ${request.url} ${request.headers["cache-control"]}`);
      bodies.set(request.url ?? "", body);
      return response.end();
    }
    if (request.url?.startsWith("/sts")) {
      if (account.expired) return refuse(403, "ExpiredToken");
      return response.end('{"GetCallerIdentityResponse":{"GetCallerIdentityResult":{"Account":"123456789012"}}}');
    }
    if (request.url?.startsWith("/lambda")) {
      return response.end(JSON.stringify({ AccountLimit: { ConcurrentExecutions: account.atOnce ?? 1_000 } }));
    }
    if (target === "AmazonSSM.GetParameter")
      return account.prepared === false ? refuse(400, "ParameterNotFound") : response.end("{}");
    const { Username } = JSON.parse(body) as { Username: string };
    if (account.known?.includes(Username)) return refuse(400, "UsernameExistsException");
    events.push(`invite ${Username}`);
    response.end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const parts: DeployParts = {
    print: (line) => printed.push(line),
    ask: async (question) => {
      events.push(question);
      return true;
    },
    cdk: async (args, environment) => void events.push(`cdk ${args[0]} ${args[1]} in ${environment.AWS_REGION}`),
    buildWeb: async () => folder,
    findAccount: async () => ({
      region: "eu-central-1",
      credentials: { accessKeyId: "id", secretAccessKey: "secret" },
    }),
    connect: ({ region, credentials }) =>
      createAwsClient({ region, credentials, endpoints: { ssm: url, "cognito-idp": url } }),
    synthesise: async () => template,
    appFolder: "cdk.out",
    readOutputs: () => ({ tickfolio: outputs }),
    urls: { bucket: `${url}/bucket`, sts: `${url}/sts`, lambda: `${url}/lambda` },
  };
  return { events, printed, parts, bodies, text: () => printed.join("\n") };
}

test("it says what it makes and what that costs before it asks, and asks before it does anything", async () => {
  const { parts, events, text } = await setUp();
  parts.ask = async (question) => {
    events.push(question);
    expect(text()).toContain("0.41 USD a month");
    expect(text()).toContain("0.0038 USD a viewer, with prices every second");
    expect(text()).toContain("1 DynamoDB table");
    expect(text()).toContain("Free plan closes after six months");
    expect(text()).toContain("Account 123456789012, Region eu-central-1.");
    return false;
  };
  expect(await deploy(readDeployArguments([]), parts)).toBe(1);
  expect(events).toEqual(["Make it there?"]);
  expect(text()).toContain("Nothing was made or changed.");
});

test("agreed, it makes the stack, then puts the web app there: the page itself last", async () => {
  const { parts, events, text, bodies } = await setUp();
  expect(await deploy(readDeployArguments(["--yes"]), parts)).toBe(0);
  expect(events).toEqual([
    "cdk deploy --app in eu-central-1",
    "put /bucket/assets/index-BSkD4h34.js public, max-age=31536000, immutable",
    "put /bucket/icon.svg no-cache",
    "put /bucket/config.json no-cache",
    "put /bucket/index.html no-cache",
  ]);
  expect(JSON.parse(bodies.get("/bucket/config.json")!)).toEqual({
    home: "cloud",
    signIn: {
      issuer: outputs.Issuer,
      clientId: "client",
      authorizationEndpoint: `${outputs.SignInPage}/oauth2/authorize`,
      tokenEndpoint: `${outputs.SignInPage}/oauth2/token`,
      endSessionEndpoint: `${outputs.SignInPage}/logout`,
      scopes: "openid email profile tickfolio/read tickfolio/write",
    },
  });
  expect(text()).toContain("Tickfolio is at https://d111.cloudfront.net");
  expect(text()).toContain("--invite YOU@EXAMPLE.ORG");
});

test("somebody can be invited; who has an account keeps it", async () => {
  const first = await setUp();
  await deploy(readDeployArguments(["--yes", "--invite", "ada@example.org"]), first.parts);
  expect(first.events).toContain("invite ada@example.org");
  const second = await setUp({ known: ["ada@example.org"] });
  await deploy(readDeployArguments(["--yes", "--invite=ada@example.org"]), second.parts);
  expect(second.text()).toContain("ada@example.org has an account already.");
});

test("a Region that is not prepared for the CDK is prepared, if that is agreed", async () => {
  const { parts, events } = await setUp({ prepared: false });
  await deploy(readDeployArguments(["--yes"]), parts);
  expect(events.slice(0, 2)).toEqual([
    "cdk bootstrap aws://123456789012/eu-central-1 in eu-central-1",
    "cdk deploy --app in eu-central-1",
  ]);

  const refused = await setUp({ prepared: false });
  const answers = [true, false];
  refused.parts.ask = async () => answers.shift()!;
  expect(await deploy(readDeployArguments([]), refused.parts)).toBe(1);
  expect(refused.events).toEqual([]);
});

test("a new account's small limit is said", async () => {
  const { parts, text } = await setUp({ atOnce: 10 });
  await deploy(readDeployArguments(["--yes"]), parts);
  expect(text()).toContain("at most 10 functions at once");
});

test("credentials that have expired stop it before anything is made", async () => {
  const { parts, events } = await setUp({ expired: true });
  await expect(deploy(readDeployArguments(["--yes"]), parts)).rejects.toMatchObject({
    message: expect.stringContaining("does not accept"),
    remedy: expect.stringContaining("Nothing was made or changed"),
  });
  expect(events).toEqual([]);
});

test("--plan says the same and needs no account", async () => {
  const { parts, text } = await setUp();
  parts.findAccount = () => Promise.reject(new DeployError("none", "none"));
  expect(await deploy(readDeployArguments(["--plan", "--live-interval", "5"]), parts)).toBe(0);
  expect(text()).toContain("0.0008 USD a viewer, with prices every 5 seconds");
});

test("what costs what agrees with the cost model", () => {
  expect([idleMonth(), viewerHour(1), viewerHour(5), tickerHour()].map(dollars)).toEqual([
    "0.41 USD",
    "0.0038 USD",
    "0.0008 USD",
    "0.0120 USD",
  ]);
});

test("credentials come from the environment, else from AWS's own command line, else there is a way to get some", async () => {
  const keys = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret", AWS_SESSION_TOKEN: "session" };
  const none = () => Promise.reject(new Error("aws: not found"));
  expect(await findAccount({ ...keys, AWS_REGION: "eu-central-1" }, none)).toEqual({
    region: "eu-central-1",
    credentials: { accessKeyId: "id", secretAccessKey: "secret", sessionToken: "session" },
  });
  const signedIn = async (_: string, args: readonly string[]) =>
    args.includes("region")
      ? "eu-north-1\n"
      : '{"Version":1,"AccessKeyId":"a","SecretAccessKey":"b","SessionToken":"c"}';
  expect(await findAccount({}, signedIn)).toEqual({
    region: "eu-north-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b", sessionToken: "c" },
  });
  await expect(findAccount({}, none)).rejects.toMatchObject({ remedy: expect.stringContaining("aws sso login") });
  await expect(findAccount(keys, none)).rejects.toMatchObject({ remedy: expect.stringContaining("AWS_REGION=") });
});
