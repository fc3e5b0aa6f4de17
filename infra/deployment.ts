import { join } from "node:path";
import type { AwsClient } from "@tickfolio/server";
import { type AccountFacts, invite, lookAtAccount } from "./account.ts";
import type { Account } from "./credentials.ts";
import type { TemplateText } from "./parts.ts";
import { planText } from "./plan.ts";
import { readSettings, SettingError, type Settings } from "./settings.ts";
import { READ_SCOPE, WRITE_SCOPE } from "./sign-in.ts";
import { uploadWeb } from "./upload.ts";

export interface DeployArguments {
  settings: Settings;
  /** Agreed beforehand. */
  yes: boolean;
  /** Only says what it would do. */
  plan: boolean;
  /** Who gets the first account. */
  invite?: string;
}

/** What the outside world does for a deployment. */
export interface DeployParts {
  print(line: string): void;
  ask(question: string): Promise<boolean>;
  cdk(args: readonly string[], environment: Record<string, string>): Promise<void>;
  /** Builds the web app; answers with its folder. */
  buildWeb(): Promise<string>;
  findAccount(): Promise<Account>;
  connect(account: Account): AwsClient;
  /** Builds the functions and writes the template. */
  synthesise(settings: Settings): Promise<TemplateText>;
  appFolder: string;
  readOutputs(file: string): Record<string, Outputs>;
  /** Where services are that are not at AWS. */
  urls?: { bucket?: string; sts?: string; lambda?: string };
}

/** What the stack says of itself when it has been made. */
export interface Outputs {
  Url: string;
  FilesBucket: string;
  UserPool: string;
  Issuer: string;
  Client: string;
  SignInPage: string;
  ProviderKeysSecret: string;
}

export function readDeployArguments(args: readonly string[]): DeployArguments {
  const rest: string[] = [];
  const read: DeployArguments = { settings: readSettings([]), yes: false, plan: false };
  for (let at = 0; at < args.length; at++) {
    const [flag, inline] = args[at]!.split(/=(.*)/s);
    if (flag === "--yes") read.yes = true;
    else if (flag === "--plan") read.plan = true;
    else if (flag === "--invite") {
      const email = inline ?? args[++at];
      if (!email?.includes("@"))
        throw new SettingError("--invite needs the address of the person who gets the first account.");
      read.invite = email;
    } else rest.push(args[at]!);
  }
  return { ...read, settings: readSettings(rest) };
}

/** Answers with the exit code: 0 when all of it was done or nothing was wanted, 1 when somebody said no. */
export async function deploy(wanted: DeployArguments, parts: DeployParts): Promise<number> {
  const { print } = parts;
  const { settings } = wanted;
  print("Building the functions and the template.");
  print(`\n${planText(settings, await parts.synthesise(settings))}\n`);
  if (wanted.plan) return 0;

  const account = await parts.findAccount();
  const aws = parts.connect(account);
  const facts = await lookAtAccount(aws, account.region, parts.urls);
  print(`Account ${facts.id}, Region ${account.region}.`);
  for (const note of facts.notes) print(note);
  if (!wanted.yes && !(await parts.ask("Make it there?"))) {
    print("Nothing was made or changed.");
    return 1;
  }
  if (!(await prepare(wanted, parts, account, facts))) return 1;

  const outputs = await makeStack(settings, parts, account);
  print("Building the web app and putting it into its bucket.");
  const files = await uploadWeb({
    aws,
    bucketUrl: parts.urls?.bucket ?? `https://${outputs.FilesBucket}.s3.${account.region}.amazonaws.com`,
    folder: await parts.buildWeb(),
    config: webConfig(outputs),
  });
  print(`${files} files are there.`);
  if (wanted.invite) {
    const done = await invite(aws, outputs.UserPool, wanted.invite);
    print(
      done === "invited"
        ? `${wanted.invite} gets a first password by mail.`
        : `${wanted.invite} has an account already.`,
    );
  }
  print(closing(outputs, wanted));
  return 0;
}

/** The CDK wants a bucket and roles of its own, once in each account and Region. */
async function prepare(
  wanted: DeployArguments,
  parts: DeployParts,
  account: Account,
  facts: AccountFacts,
): Promise<boolean> {
  if (facts.isPrepared) return true;
  parts.print(
    "\nThis Region has not been prepared for the CDK. That is done once: a bucket, a registry and five roles that deploy; the one\nCloudFormation uses may do everything in the account. It costs next to nothing.",
  );
  if (!wanted.yes && !(await parts.ask("Prepare it?"))) {
    parts.print("Nothing was made or changed.");
    return false;
  }
  await parts.cdk(["bootstrap", `aws://${facts.id}/${account.region}`], environmentOf(account));
  return true;
}

async function makeStack(settings: Settings, parts: DeployParts, account: Account): Promise<Outputs> {
  const file = join(parts.appFolder, "outputs.json");
  const args = ["deploy", "--app", parts.appFolder, "--require-approval", "never", "--outputs-file", file];
  await parts.cdk(args, environmentOf(account));
  return parts.readOutputs(file)[settings.stackName]!;
}

function environmentOf({ credentials, region }: Account): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken ? { AWS_SESSION_TOKEN: credentials.sessionToken } : {}),
    AWS_REGION: region,
  };
}

/** What the page reads first, to know where people sign in. */
export function webConfig(outputs: Outputs): object {
  return {
    home: "cloud",
    signIn: {
      issuer: outputs.Issuer,
      clientId: outputs.Client,
      authorizationEndpoint: `${outputs.SignInPage}/oauth2/authorize`,
      tokenEndpoint: `${outputs.SignInPage}/oauth2/token`,
      endSessionEndpoint: `${outputs.SignInPage}/logout`,
      scopes: `openid email profile ${READ_SCOPE} ${WRITE_SCOPE}`,
    },
  };
}

function closing(outputs: Outputs, wanted: DeployArguments): string {
  const lines = [`\nTickfolio is at ${outputs.Url}`];
  if (!wanted.invite && !wanted.settings.openSignUp) {
    lines.push("Nobody has an account yet: run npm run deploy -- --invite YOU@EXAMPLE.ORG");
  }
  lines.push(
    "For live American prices put a free key of finnhub.io into the secret; it counts within five minutes:",
    `  aws secretsmanager put-secret-value --secret-id ${outputs.ProviderKeysSecret} --secret-string '{"finnhub":"YOUR KEY"}'`,
  );
  return lines.join("\n");
}
