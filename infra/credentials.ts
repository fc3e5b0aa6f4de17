import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { AwsCredentials } from "@tickfolio/server";

/** A deployment could not go on. `remedy` says what the reader can do about it. */
export class DeployError extends Error {
  override name = "DeployError";
  readonly remedy: string;

  constructor(message: string, remedy: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.remedy = remedy;
  }
}

export interface Account {
  credentials: AwsCredentials;
  region: string;
}

type Environment = Readonly<Record<string, string | undefined>>;
/** Runs a program and returns what it prints. */
export type Run = (program: string, args: readonly string[]) => Promise<string>;

const runProgram: Run = async (program, args) => (await promisify(execFile)(program, [...args])).stdout;

const REMEDY = [
  "Sign in to AWS in this terminal, for instance with `aws configure sso` and then `aws sso login` (AWS's own command line,",
  "version 2), or set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION. Then run the same command again.",
  "Nothing was made or changed.",
].join("\n");

/** Whose account to deploy to: what the environment says, or what AWS's own command line knows. */
export async function findAccount(environment: Environment, run: Run = runProgram): Promise<Account> {
  const credentials = fromEnvironment(environment) ?? (await fromCommandLine(run));
  if (!credentials) throw new DeployError("No AWS credentials were found.", REMEDY);
  const named = environment.AWS_REGION || environment.AWS_DEFAULT_REGION;
  const region = named || (await ask(run, ["configure", "get", "region"]));
  if (!region) {
    throw new DeployError(
      "No AWS Region is chosen.",
      "Say where, e.g. AWS_REGION=eu-central-1. Nothing was made or changed.",
    );
  }
  return { credentials, region };
}

function fromEnvironment(environment: Environment): AwsCredentials | undefined {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  };
}

/** Profiles, single sign-on and roles: `aws` turns all of them into keys for a while. */
async function fromCommandLine(run: Run): Promise<AwsCredentials | undefined> {
  const text = await ask(run, ["configure", "export-credentials", "--format", "process"]);
  if (!text) return undefined;
  const { AccessKeyId, SecretAccessKey, SessionToken } = JSON.parse(text) as Record<string, string | undefined>;
  if (!AccessKeyId || !SecretAccessKey) return undefined;
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken ? { sessionToken: SessionToken } : {}),
  };
}

async function ask(run: Run, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await run("aws", args)).trim() || undefined;
  } catch {
    // Not installed, or nobody is signed in: the caller says what to do.
    return undefined;
  }
}
