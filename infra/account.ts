import { type AwsClient, AwsError } from "@tickfolio/server";
import { DeployError } from "./credentials.ts";

/** A new account runs ten functions at once; from here on nobody notices a limit. */
const PLENTY_AT_ONCE = 100;

export interface AccountFacts {
  id: string;
  /** Whether the Region has been prepared for the CDK (`cdk bootstrap`). */
  isPrepared: boolean;
  /** What its owner may want to know. */
  notes: string[];
}

/** Looks at the account before anything is made in it: half a deployment is worse than none. */
export async function lookAtAccount(
  aws: AwsClient,
  region: string,
  urls: Partial<Record<"sts" | "lambda", string>> = {},
): Promise<AccountFacts> {
  const id = await identity(aws, urls.sts ?? `https://sts.${region}.amazonaws.com/`);
  const [isPrepared, atOnce] = await Promise.all([
    isBootstrapped(aws),
    functionsAtOnce(aws, urls.lambda ?? `https://lambda.${region}.amazonaws.com`),
  ]);
  const notes: string[] = [];
  if (atOnce !== undefined && atOnce < PLENTY_AT_ONCE) {
    notes.push(
      `This account runs at most ${atOnce} functions at once, as new ones do. That is enough for a few people; AWS raises it with use, or when asked.`,
    );
  }
  return { id, isPrepared, notes };
}

async function identity(aws: AwsClient, url: string): Promise<string> {
  const response = await aws.send("sts", url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
    body: "Action=GetCallerIdentity&Version=2011-06-15",
  });
  const text = await response.text();
  const id = /"Account"\s*:\s*"(\d+)"|<Account>(\d+)</.exec(text);
  if (response.ok && id) return (id[1] ?? id[2])!;
  throw new DeployError(
    `AWS does not accept these credentials (${response.status}).`,
    "They may have expired: sign in again, e.g. with `aws sso login`. Nothing was made or changed.",
  );
}

async function isBootstrapped(aws: AwsClient): Promise<boolean> {
  try {
    await aws.call("ssm", "AmazonSSM.GetParameter", { Name: "/cdk-bootstrap/hnb659fds/version" });
    return true;
  } catch (error) {
    if (error instanceof AwsError && error.code === "ParameterNotFound") return false;
    throw error;
  }
}

/** Undefined where it may not be asked: it is only a remark. */
async function functionsAtOnce(aws: AwsClient, url: string): Promise<number | undefined> {
  const response = await aws.send("lambda", `${url}/2016-08-19/account-settings`, { method: "GET" });
  const text = await response.text();
  if (!response.ok) return undefined;
  return (JSON.parse(text) as { AccountLimit?: { ConcurrentExecutions?: number } }).AccountLimit?.ConcurrentExecutions;
}

/** Makes an account for somebody and mails them a first password. Somebody who has one already keeps it. */
export async function invite(aws: AwsClient, userPool: string, email: string): Promise<"invited" | "was there"> {
  try {
    await aws.call("cognito-idp", "AWSCognitoIdentityProviderService.AdminCreateUser", {
      UserPoolId: userPool,
      Username: email,
      UserAttributes: [
        { Name: "email", Value: email },
        { Name: "email_verified", Value: "true" },
      ],
      DesiredDeliveryMediums: ["EMAIL"],
    });
    return "invited";
  } catch (error) {
    if (error instanceof AwsError && error.code === "UsernameExistsException") return "was there";
    throw error;
  }
}
